create or replace function maitred_internal.repair_hold(
    p_finding maitred_internal.finding,
    p_hold_ids uuid [],
    p_now timestamptz
)
returns boolean
language plpgsql
volatile
as $function$
-- Gives up a hold that does not keep what it names, or that a session does not know as its own. The session proposes
-- again.
--
-- Writes: manual_assignment_sessions, table_holds, allocations, freed_time, events
declare
    v_booking maitred.bookings;
    v_session maitred.manual_assignment_sessions;
    v_allocation maitred.allocations;
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
begin
    select b.* into v_booking
    from maitred.bookings as b
    where b.restaurant_id = p_finding.restaurant_id and b.id = p_finding.booking_id;

    for v_session in
        update maitred.manual_assignment_sessions as s
        set status = 'PROPOSED', hold_id = null, hold_expires_at = null, updated_at = p_now
        where s.restaurant_id = p_finding.restaurant_id
            and s.booking_id = p_finding.booking_id
            and s.status = 'HELD'
            and (
                s.hold_id = any(p_hold_ids) or format('manual_assignment_sessions:%s', s.id) = p_finding.row_ref
            )
        returning s.*
    loop
        v_events := v_events || maitred_internal.session_event(v_session, 'drift repaired');
    end loop;

    v_events := v_events || maitred_internal.release_holds(v_booking, p_hold_ids, 'drift repaired', p_now);
    -- Rows that had no hold behind them do not go with it.
    for v_allocation in
        delete from maitred.allocations as l
        where l.restaurant_id = p_finding.restaurant_id and l.hold_id = any(p_hold_ids)
            and not exists (
                select from maitred.table_holds as h
                where h.restaurant_id = l.restaurant_id and h.id = l.hold_id and h.booking_id <> p_finding.booking_id
            )
        returning l.*
    loop
        perform maitred_internal.note_freed_time(
            v_allocation.restaurant_id, v_allocation.table_id, v_allocation.during
        );
    end loop;
    perform maitred_internal.emit_events(p_finding.restaurant_id, p_finding.booking_id, v_events);
    return true;
end;
$function$;

comment on function maitred_internal.repair_hold is
'Ends holds of a locked booking with all their rows and makes the sessions on them PROPOSED.';
