create or replace function maitred.assign_tables_to_booking_from_hold_v3(
    p_hold_id uuid,
    p_idempotency_key text default null,
    p_require_adjacency boolean default false,
    p_assigned_by uuid default null
)
returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 2
as $function$
-- Turns a hold into the assignment of its tables: the same allocation rows change their owner.
--
-- Locks:  booking -> tables by id (both for no key update) -> allocations
-- Writes: booking_table_assignments, allocations, table_holds, sessions, booking_assignment_idempotency, bookings,
--         assignment_jobs, the outbox, observability_events
-- Raises: 22023 MD102 MD103 MD201 MD202 MD203 MD301 MD401 MD402 MD501
#variable_conflict use_column
declare
    v_hold maitred.table_holds;
    v_booking maitred.bookings;
    v_restaurant maitred.restaurants;
    v_holdings maitred_internal.holdings;
    v_of_session boolean;
    v_replace boolean;
    v_now timestamptz;
begin
    perform maitred_internal.check_key(p_idempotency_key);

    v_hold := maitred_internal.find_hold(p_hold_id, p_idempotency_key);
    v_booking := maitred_internal.lock_booking(v_hold.booking_id, v_hold.restaurant_id);
    v_hold := maitred_internal.check_hold_user(v_hold, p_assigned_by);

    if maitred_internal.reserve_key(
        v_booking, p_idempotency_key, 'from_hold', v_hold.table_ids, v_hold.start_at, v_hold.end_at,
        p_require_adjacency, clock_timestamp(), p_hold_id
    ) then
        v_holdings := maitred_internal.lock_holdings(
            v_booking, array[]::uuid [], coalesce(p_assigned_by, v_hold.created_by), false, p_hold_id
        );
        v_hold := v_holdings.hold;
        v_now := clock_timestamp();
        if v_booking.status in ('completed', 'cancelled') then
            perform maitred_internal.refuse_ended_booking(v_booking);
        end if;
        v_hold := maitred_internal.check_hold_is_live(p_hold_id, v_hold, v_now);
        perform maitred_internal.check_tables_exist(v_hold.restaurant_id, v_hold.table_ids, v_holdings.tables, true);
        v_restaurant := (select r from maitred.restaurants as r where r.id = v_booking.restaurant_id);
        v_of_session := exists (
            select from maitred.manual_assignment_sessions as s
            where s.restaurant_id = v_hold.restaurant_id and s.hold_id = v_hold.id and s.status = 'HELD'
        );
        v_replace := v_of_session or maitred_internal.choice_replaces(
            v_booking, v_restaurant, v_holdings.tables, v_holdings.has, v_holdings.chosen, v_hold.table_ids,
            p_require_adjacency
        );
        perform maitred_internal.refuse_violations(v_booking.id, maitred_internal.evaluate_rules(
            maitred_internal.count_with_pacing_lock(maitred_internal.make_proposal(
                v_booking, v_restaurant, v_holdings.tables,
                case when v_replace then v_hold.table_ids else v_holdings.has || v_hold.table_ids end,
                p_require_adjacency, v_hold.start_at, v_hold.end_at, p_count => false
            ), v_now)
        ));
        perform maitred_internal.assign_hold(
            v_booking, v_restaurant, v_holdings, v_hold, coalesce(p_assigned_by, v_hold.created_by), v_replace, v_now
        );
    end if;

    return query
    select a.table_id, a.start_at, a.end_at, a.merge_group_id
    from maitred.booking_table_assignments as a
    where a.restaurant_id = v_booking.restaurant_id and a.booking_id = v_booking.id
        -- A filter, no condition of the index: that would be planned again for each array.
        and (a.table_id = any(v_hold.table_ids)) is true
    order by a.table_id;
end;
$function$;

comment on function maitred.assign_tables_to_booking_from_hold_v3 is
'Assigns the tables of a live hold and confirms the booking.

p_idempotency_key: repeated with the same key: the same rows.
p_require_adjacency: as of assign_tables_atomic_v2.
Returns: a row per table.
Errors: 22023 invalid_argument; MD102 table_not_found; MD103 the hold is gone; MD201 table_overlap; MD202
    assignment_duplicate; MD203 idempotency_key_reused; MD301 also window_mismatch: the booking''s window is another by
    now; MD401 invalid_transition; MD402 the hold''s time is over; MD501 another user''s hold.

A hold of a session replaces the booking''s tables and makes the session CONFIRMED; any other adds or replaces as
assign_tables_atomic_v2 does.';

grant execute on function maitred.assign_tables_to_booking_from_hold_v3(uuid, text, boolean, uuid) to maitred_staff;
