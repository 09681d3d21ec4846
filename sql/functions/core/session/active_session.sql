create or replace function maitred_internal.active_session(
    p_booking maitred.bookings,
    p_user_id uuid,
    p_now timestamptz
)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
as $function$
-- Finds a user's active session for a locked booking; nulls when there is none. One whose hold is over is ended first.
--
-- Writes: manual_assignment_sessions, table_holds, allocations, observability_events
declare
    v_session maitred.manual_assignment_sessions;
begin
    select s.* into v_session
    from maitred.manual_assignment_sessions as s
    where s.restaurant_id = p_booking.restaurant_id and s.booking_id = p_booking.id
        and s.created_by = p_user_id and s.status in ('PROPOSED', 'HELD');
    if v_session.status = 'HELD' and v_session.hold_expires_at <= p_now then
        perform maitred_internal.emit_events(
            p_booking.restaurant_id, p_booking.id,
            maitred_internal.end_holds_and_sessions(p_booking, array[v_session.hold_id], 'hold expired', p_now)
        );
        return null;
    end if;
    return v_session;
end;
$function$;

comment on function maitred_internal.active_session is
'The active session of p_user_id for a locked booking, null when there is none.';
