-- Turns a locked, live hold into assignments. A session on it is confirmed, its tables replace those that the booking
-- had, and every other claim on the booking ends; a hold without a session adds to what the booking has.
--
-- Writes: sessions; through change_tables and end_claims the rest
-- Calls:  change_tables, end_claims, record_session_event
-- Raises: MD102 MD201 MD202 MD301
create or replace function maitred_internal.assign_hold(
    p_booking maitred.bookings,
    p_hold maitred.table_holds,
    p_actor uuid,
    p_must_connect boolean,
    p_now timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_session maitred.manual_assignment_sessions;
begin
    update maitred.manual_assignment_sessions as s
    set
        status = 'CONFIRMED',
        hold_id = null,
        last_validated_at = p_now,
        problems = jsonb_path_query_array(s.problems, '$[*] ? (@.severity <> "block")'),
        updated_at = p_now
    where s.restaurant_id = p_hold.restaurant_id and s.hold_id = p_hold.id and s.status = 'HELD'
    returning * into v_session;

    perform maitred_internal.change_tables(
        p_booking, p_hold.table_ids, p_actor, p_now,
        p_replace => v_session.id is not null, p_must_connect => p_must_connect,
        p_all_claims => v_session.id is not null, p_hold_id => p_hold.id,
        p_believed_start_at => p_hold.start_at, p_believed_end_at => p_hold.end_at
    );

    if v_session.id is not null then
        perform maitred_internal.end_claims(p_booking, null, 'another session was confirmed', p_now);
        perform maitred_internal.record_session_event(v_session, 'confirmed');
    end if;
end;
$function$;

comment on function maitred_internal.assign_hold is
'Puts a booking on the tables of its live hold, all locked. With a session: confirms it, replaces the earlier tables, ends other claims.';
