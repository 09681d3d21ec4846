create or replace function maitred.cancel_manual_assignment(p_session_id uuid, p_user_id uuid)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- A member of staff gives up a session: what it holds is free immediately.
--
-- Locks:  booking -> tables by id (for no key update) -> allocations
-- Writes: manual_assignment_sessions, table_holds, allocations, freed_time, bookings, observability_events
-- Raises: 22023 MD104 MD403 MD501
declare
    v_booking maitred.bookings;
    v_session maitred.manual_assignment_sessions;
    v_events maitred_internal.event [];
    v_now timestamptz;
begin
    v_session := maitred_internal.find_session(p_session_id, p_user_id);
    v_booking := maitred_internal.lock_booking(v_session.booking_id, v_session.restaurant_id);
    v_session := maitred_internal.lock_session(v_booking, p_session_id);
    v_now := clock_timestamp();

    if v_session.status = 'CANCELLED' then
        return v_session;
    elsif v_session.status not in ('PROPOSED', 'HELD')
        or v_session.status = 'HELD' and v_session.hold_expires_at <= v_now
    then
        return maitred_internal.touch_ended_session(v_booking, v_session, 'cannot be cancelled', v_now);
    end if;

    v_events := array[maitred_internal.end_session(v_session, 'cancelled by its user', v_now)];
    v_events := v_events
        || maitred_internal.end_holds_and_sessions(v_booking, array[v_session.hold_id], 'session cancelled', v_now);
    v_booking := maitred_internal.finish_change(v_booking, v_now, v_events);
    select s.* into v_session
    from maitred.manual_assignment_sessions as s
    where s.restaurant_id = v_session.restaurant_id and s.id = v_session.id;
    return v_session;
end;
$function$;

comment on function maitred.cancel_manual_assignment is
'Makes an active session CANCELLED and frees what it holds.

Returns: the session; cancelled already: the same; one that had ended otherwise: as it is, with a problem.
Errors: 22023 invalid_argument; MD104 session_not_found; MD403 feature_disabled; MD501 another user''s session.';

grant execute on function maitred.cancel_manual_assignment(uuid, uuid) to maitred_staff;
