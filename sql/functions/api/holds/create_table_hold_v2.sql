create or replace function maitred.create_table_hold_v2(
    p_booking_id uuid,
    p_table_ids uuid [],
    p_created_by uuid default null,
    p_ttl interval default null,
    p_start_at timestamptz default null,
    p_end_at timestamptz default null,
    p_restaurant_id uuid default null
)
returns maitred.table_holds
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Holds tables for a booking for a short while, all or none. The same user's earlier hold for it is given up.
--
-- Locks:  booking -> tables by id (for no key update) -> allocations
-- Writes: table_holds, allocations, sessions, bookings, observability_events
-- Raises: 22023 MD101 MD102 MD201 MD301 MD401 MD404
declare
    v_booking maitred.bookings;
    v_restaurant maitred.restaurants;
    v_holdings maitred_internal.holdings;
    v_hold maitred.table_holds;
    v_events maitred_internal.event [];
    v_now timestamptz;
begin
    perform maitred_internal.check_ids('p_table_ids', p_table_ids);
    if p_ttl is not null then
        perform maitred_internal.check_span('p_ttl', p_ttl, '1 microsecond', '600 seconds');
    end if;
    perform maitred_internal.check_expected_window(p_start_at, p_end_at);

    -- LOCK
    v_booking := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_holdings := maitred_internal.lock_holdings(v_booking, p_table_ids, p_created_by, false);
    v_now := clock_timestamp();

    -- GUARD
    if v_booking.status in ('completed', 'cancelled') then
        perform maitred_internal.refuse_ended_booking(v_booking);
    end if;
    perform maitred_internal.check_tables_exist(v_booking.restaurant_id, p_table_ids, v_holdings.tables, true);
    v_restaurant := (select r from maitred.restaurants as r where r.id = v_booking.restaurant_id);
    perform maitred_internal.refuse_violations(v_booking.id,
        maitred_internal.evaluate_rules(maitred_internal.make_proposal(
        v_booking, v_restaurant, v_holdings.tables,
        case
            when maitred_internal.choice_replaces(
                v_booking, v_restaurant, v_holdings.tables, v_holdings.has, v_holdings.chosen, p_table_ids, false
            ) then p_table_ids
            else v_holdings.has || p_table_ids
        end,
        false, p_start_at, p_end_at
    )));
    if cardinality(maitred_internal.rule_hold_rate(v_booking, p_created_by, v_now)) > 0 then
        perform maitred_internal.raise_error(
            'hold_rate_limited', 'one user takes at most 5 new holds a minute for one booking',
            jsonb_build_object('booking_id', v_booking.id, 'created_by', p_created_by, 'holds', 5, 'seconds', 60)
        );
    end if;

    -- CHANGE
    v_events := maitred_internal.release_holds(v_booking, v_holdings.hold_ids, 'another hold taken', v_now);
    v_hold := maitred_internal.take_hold(
        v_booking, v_restaurant.buffer_after, v_holdings.has, p_table_ids, p_created_by,
        coalesce(p_ttl, v_restaurant.hold_ttl), v_now
    );
    if v_hold.id is null then
        perform maitred_internal.raise_conflict(
            v_booking.restaurant_id, v_booking.id,
            array(select w.id from unnest(p_table_ids) as w (id) where w.id <> all(v_holdings.has)),
            tstzrange(v_booking.start_at, v_booking.end_at + v_restaurant.buffer_after), p_created_by, v_now
        );
    end if;
    v_booking := maitred_internal.finish_change(v_booking, v_now, v_events || maitred_internal.hold_event(v_hold));
    return v_hold;
end;
$function$;

comment on function maitred.create_table_hold_v2 is
'Holds tables for a booking for a while, all or none; the same user''s earlier hold for it is given up.

p_ttl: more than 0, at most 600 seconds; null: the restaurant''s hold_ttl.
Returns: the hold.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD102 table_not_found; MD201 table_overlap; MD301
    rule_violated; MD401 invalid_transition; MD404 more than 5 new holds a minute by p_created_by for one booking.

Rules are those of assign_tables_atomic_v2.';

grant execute on function maitred.create_table_hold_v2(
    uuid, uuid [], uuid, interval, timestamptz, timestamptz, uuid
) to maitred_staff;
