-- Writes that a locked booking sits at locked tables. The one place where an assignment is made.
--
-- Expired holds in the way go first; the rows of holds that the booking gives up change their owner where they fit,
-- and the rest is inserted in the order of the ids. ON CONFLICT DO NOTHING waits for a rival and never raises: fewer
-- rows than tables means that one is taken.
--
-- Writes: booking_table_assignments, allocations, table_holds, sessions, observability_events
-- Calls:  end_claims, purge_expired_holds, raise_taken, record_event
-- Raises: MD201
create or replace function maitred_internal.place_tables(
    p_booking maitred.bookings,
    p_buffer interval,
    p_stays uuid [],
    p_added uuid [],
    p_hold_ids uuid [],
    p_actor uuid,
    p_pinned boolean,
    p_now timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_during constant tstzrange := tstzrange(p_booking.start_at, p_booking.end_at + p_buffer);
    v_taken int := 0;
    v_rows int;
begin
    insert into maitred.booking_table_assignments (
        restaurant_id, booking_id, table_id, start_at, end_at, assigned_by, assigned_at, pinned
    )
    select p_booking.restaurant_id, p_booking.id, w.id, p_booking.start_at, p_booking.end_at, p_actor, p_now, p_pinned
    from unnest(p_added) as w (id);

    if cardinality(p_hold_ids) > 0 then
        update maitred.allocations as l
        set kind = 'assignment', booking_id = p_booking.id, hold_id = null, expires_at = null
        where l.restaurant_id = p_booking.restaurant_id and l.hold_id = any(p_hold_ids)
            and l.table_id = any(p_added) and l.during = v_during;
        get diagnostics v_taken = row_count;
        perform maitred_internal.end_claims(p_booking, p_hold_ids, 'tables assigned', p_now);
    end if;

    if v_taken < cardinality(p_added) then
        perform maitred_internal.purge_expired_holds(p_booking.restaurant_id, p_added, v_during, p_now);
        insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
        select p_booking.restaurant_id, w.id, v_during, 'assignment', p_booking.id
        from unnest(p_added) as w (id)
        where v_taken = 0 or not exists (
            select from maitred.allocations as l
            where l.restaurant_id = p_booking.restaurant_id and l.booking_id = p_booking.id and l.table_id = w.id
        )
        order by w.id
        on conflict on constraint allocations_no_overlap do nothing;
        get diagnostics v_rows = row_count;
        if v_taken + v_rows < cardinality(p_added) then
            perform maitred_internal.raise_taken(
                p_booking.restaurant_id, p_booking.id, p_added, v_during, p_actor, p_now
            );
        end if;
    end if;

    perform maitred_internal.regroup_tables(p_booking, cardinality(p_stays) + cardinality(p_added));
    if cardinality(p_added) > 0 then
        perform maitred_internal.record_event(
            p_booking.restaurant_id, p_booking.id, 'tables.assigned',
            jsonb_build_object(
                'table_ids', p_added, 'start_at', p_booking.start_at, 'end_at', p_booking.end_at,
                'actor', p_actor, 'pinned', p_pinned
            )
        );
    end if;
end;
$function$;

comment on function maitred_internal.place_tables is
'Adds p_added to the tables of a booking that keeps p_stays; all locked and judged. Gives up the holds p_hold_ids. MD201 when a table is taken.';
