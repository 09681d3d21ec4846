create or replace function maitred_internal.end_session(
    p_session maitred.manual_assignment_sessions,
    p_reason text,
    p_now timestamptz
)
returns maitred_internal.event
language plpgsql
volatile
as $function$
-- Ends an active session, because its user gives it up or something happened to its booking or hold, and returns what
-- happened.
--
-- Writes: manual_assignment_sessions
declare
    v_status constant maitred.manual_assignment_session_status := case
        when p_session.status = 'HELD' and p_session.hold_expires_at <= p_now
            then 'EXPIRED'::maitred.manual_assignment_session_status
        else 'CANCELLED'
    end;
    v_session maitred.manual_assignment_sessions;
begin
    update maitred.manual_assignment_sessions as s
    set
        status = v_status,
        hold_id = null,
        problems = s.problems || maitred_internal.session_problem('the session ended: ' || p_reason),
        updated_at = p_now
    where s.restaurant_id = p_session.restaurant_id and s.id = p_session.id
    returning * into v_session;
    return maitred_internal.session_event(v_session, p_reason);
end;
$function$;

comment on function maitred_internal.end_session is
'Makes an active session CANCELLED, or EXPIRED when the time of its hold is over.';
