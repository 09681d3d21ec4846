create or replace function maitred_internal.release_holds(
    p_booking maitred.bookings,
    p_hold_ids uuid [],
    p_reason text,
    p_now timestamptz
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Gives up holds of a locked booking without ending the sessions on them: those propose again, or their time is over.
-- The tables of the holds are locked. Returns what happened.
--
-- Writes: manual_assignment_sessions, table_holds, allocations (by cascade)
declare
    v_session maitred.manual_assignment_sessions;
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
begin
    if cardinality(p_hold_ids) = 0 then
        return v_events;
    end if;

    for v_session in
        update maitred.manual_assignment_sessions as s
        set status = 'PROPOSED', hold_id = null, hold_expires_at = null, updated_at = p_now
        where s.restaurant_id = p_booking.restaurant_id and s.booking_id = p_booking.id
            and s.hold_id = any(p_hold_ids) and s.status = 'HELD' and s.hold_expires_at > p_now
        returning s.*
    loop
        v_events := v_events || maitred_internal.session_event(v_session, p_reason);
    end loop;
    return v_events || maitred_internal.end_holds_and_sessions(p_booking, p_hold_ids, p_reason, p_now);
end;
$function$;

comment on function maitred_internal.release_holds is
'Deletes holds of a locked booking; a session that lives on one becomes PROPOSED, or EXPIRED when its time is over.';
