create or replace function maitred_internal.assign_hold(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_holdings maitred_internal.holdings,
    p_hold maitred.table_holds,
    p_actor uuid,
    p_replace boolean,
    p_now timestamptz
)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
as $function$
-- Turns a live hold into assignments, evaluated, with all tables locked, and confirms the booking. A session on it is
-- confirmed, and every other claim on the booking ends. Returns the session, nulls when there is none.
--
-- Writes: manual_assignment_sessions; through place_tables and derive_status the rest
-- Raises: MD201 MD202
declare
    v_session maitred.manual_assignment_sessions;
    v_events maitred_internal.event [];
begin
    if p_holdings.inconsistent && p_hold.table_ids then
        perform maitred_internal.raise_inconsistent(p_booking, p_holdings.inconsistent, p_hold.table_ids);
    end if;

    update maitred.manual_assignment_sessions as s
    set
        status = 'CONFIRMED',
        hold_id = null,
        last_validated_at = p_now,
        problems = jsonb_path_query_array(s.problems, '$[*] ? (@.severity <> "block")'),
        updated_at = p_now
    where s.restaurant_id = p_hold.restaurant_id and s.hold_id = p_hold.id and s.status = 'HELD'
    returning * into v_session;

    v_events := maitred_internal.place_tables(
        p_booking, p_restaurant.buffer_after, p_holdings, maitred_internal.table_change(
            p_hold.table_ids, p_actor, p_now, p_replaces => p_replace, p_of_session => v_session.id is not null
        )
    );
    if v_session.id is not null then
        v_events := v_events || maitred_internal.session_event(v_session, 'confirmed');
    end if;
    perform maitred_internal.derive_status(p_booking, p_now, p_actor, p_events => v_events, p_has_tables => true);
    return v_session;
end;
$function$;

comment on function maitred_internal.assign_hold is
'Puts a booking on the tables of its live hold, besides those it has or with p_replace instead of them, and settles it. With a session: confirms it and ends other claims.';
