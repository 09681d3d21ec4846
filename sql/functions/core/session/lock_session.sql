create or replace function maitred_internal.lock_session(p_booking maitred.bookings, p_session_id uuid)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
as $function$
-- Locks every table that a session's locked booking has or holds, and reads the session after that.
--
-- Locks:  tables by id (for no key update)
declare
    v_session maitred.manual_assignment_sessions;
begin
    select s.* into strict v_session
    from maitred.manual_assignment_sessions as s
    where s.restaurant_id = p_booking.restaurant_id and s.id = p_session_id;
    perform maitred_internal.lock_hold(p_booking, v_session.hold_id);
    return v_session;
end;
$function$;

comment on function maitred_internal.lock_session is
'The session as it is under its booking''s lock, with the tables locked that the booking has or holds.';
