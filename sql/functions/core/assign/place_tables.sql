create or replace function maitred_internal.place_tables(
    p_booking maitred.bookings,
    p_buffer interval,
    p_stays uuid [],
    p_added uuid [],
    p_hold_ids uuid [],
    p_actor uuid,
    p_pinned boolean,
    p_now timestamptz,
    p_of_session boolean default false,
    p_unnamed boolean default false
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Writes that a locked booking sits at locked tables, and returns what happened. The one place where an assignment is
-- made; what care repairs or takes over apart.
--
-- The rows of holds that the booking gives up change their owner where they fit; the rest is taken again, by the clock
-- as it is now that the tables are locked: a hold that ran out while the caller waited for them is in nobody's way.
--
-- Writes: booking_table_assignments, allocations, table_holds, sessions, freed_time
-- Raises: MD201
declare
    v_during constant tstzrange := tstzrange(p_booking.start_at, p_booking.end_at + p_buffer);
    v_untaken uuid [] := p_added;
    v_locked_at constant timestamptz := clock_timestamp();
    v_taken_over int;
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
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
        get diagnostics v_taken_over = row_count;
        v_events := maitred_internal.end_holds_and_sessions(
            p_booking, case when not p_of_session then p_hold_ids end,
            case when p_of_session then 'a session was confirmed' else 'tables assigned' end, p_now,
            p_taken_ids => p_added, p_taken => v_during
        );
        v_untaken := array[]::uuid [];
        if v_taken_over < cardinality(p_added) then
            v_untaken := array(
                select w.id from unnest(p_added) as w (id)
                except
                select l.table_id from maitred.allocations as l
                where l.restaurant_id = p_booking.restaurant_id and l.booking_id = p_booking.id
            );
        end if;
    end if;
    if cardinality(v_untaken) > 0 and not maitred_internal.take_time(
        p_booking.restaurant_id, 'assignment', array_fill(p_booking.id, array[cardinality(v_untaken)]),
        v_untaken, v_during, null, v_locked_at
    ) then
        perform maitred_internal.raise_conflict(
            p_booking.restaurant_id, p_booking.id, v_untaken, v_during, p_actor, v_locked_at, p_unnamed
        );
    end if;

    if cardinality(p_stays) + cardinality(p_added) > 1 then
        perform maitred_internal.regroup_tables(p_booking, cardinality(p_stays) + cardinality(p_added));
    end if;
    return case when cardinality(p_added) = 0 then v_events else v_events || row(
        'tables.assigned',
        jsonb_build_object(
            'table_ids', p_added, 'start_at', p_booking.start_at, 'end_at', p_booking.end_at,
            'actor', p_actor, 'pinned', p_pinned
        )
    )::maitred_internal.event end;
end;
$function$;

comment on function maitred_internal.place_tables is
'Adds p_added to the tables of a booking that keeps p_stays; all locked and evaluated. Gives up the holds p_hold_ids; p_of_session: a session with a hold is confirmed, which ends every claim on the booking. MD201 when a table is taken, with p_unnamed without saying by what.';
