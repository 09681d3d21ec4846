create or replace function maitred_internal.touch_ended_session(
    p_booking maitred.bookings,
    p_session maitred.manual_assignment_sessions,
    p_refusal text,
    p_now timestamptz
)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
as $function$
-- Answers a wish that a session can no longer, or not yet, fulfil: a hold that has run out is seen as expired from now
-- on, and the answer says why nothing happened. That last problem is told, not stored.
--
-- Writes: manual_assignment_sessions, table_holds, allocations, bookings, observability_events
declare
    v_session maitred.manual_assignment_sessions := p_session;
begin
    if v_session.status = 'HELD' and v_session.hold_expires_at <= p_now then
        perform maitred_internal.finish_change(
            p_booking, p_now,
            maitred_internal.end_holds_and_sessions(p_booking, array[v_session.hold_id], 'hold expired', p_now)
        );
        select s.* into v_session
        from maitred.manual_assignment_sessions as s
        where s.restaurant_id = p_session.restaurant_id and s.id = p_session.id;
    end if;

    v_session.problems := v_session.problems || maitred_internal.session_problem(
        format('the session is %s, it %s', v_session.status, p_refusal), jsonb_build_object('status', v_session.status)
    );
    return v_session;
end;
$function$;

comment on function maitred_internal.touch_ended_session is
'The session, expired if its time is over, with a problem that says what its status does not allow.';
