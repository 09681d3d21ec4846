create or replace function maitred_internal.hold_proposal(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_holdings maitred_internal.holdings,
    p_session maitred.manual_assignment_sessions,
    p_table_ids uuid [],
    p_user_id uuid,
    p_now timestamptz
)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
as $function$
-- Validates what a session proposes and holds it when nothing blocks. Booking and tables are locked, so what is
-- evaluated free stays free until it is held. Whether the tables are free is asked of the constraint, by taking them;
-- who is in the way is asked only then. For a booking that is over nobody asks: the session ends with the answer.
--
-- Writes: manual_assignment_sessions, table_holds, allocations, bookings, observability_events
-- Raises: MD102
declare
    v_same constant boolean := p_session.status = 'HELD' and p_session.proposed_tables = to_jsonb(p_table_ids);
    v_violations maitred_internal.violation [];
    v_hold maitred.table_holds;
    v_session maitred.manual_assignment_sessions;
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
begin
    v_violations := maitred_internal.evaluate_rules(maitred_internal.make_proposal(
        p_booking, p_restaurant,
        maitred_internal.check_tables_exist(p_booking.restaurant_id, p_table_ids, p_holdings.tables, false),
        p_table_ids, false, null, null
    ));
    if v_same is not true then
        v_violations := v_violations || maitred_internal.rule_hold_rate(p_booking, p_user_id, p_now);
    end if;

    if v_same and not maitred_internal.violations_block(v_violations) then
        select h.* into strict v_hold
        from maitred.table_holds as h
        where h.restaurant_id = p_session.restaurant_id and h.id = p_session.hold_id;
        v_hold := maitred_internal.set_hold_expiry(v_hold, greatest(v_hold.expires_at, p_now + p_restaurant.hold_ttl));
    else
        v_events := maitred_internal.release_holds(p_booking, p_holdings.hold_ids, 'proposed again', p_now);
        if not maitred_internal.violations_block(v_violations) then
            v_hold := maitred_internal.take_hold(
                p_booking, p_restaurant.buffer_after, p_holdings.has, p_table_ids, p_user_id, p_restaurant.hold_ttl,
                p_now
            );
        end if;
        if v_hold.id is not null then
            v_events := v_events || maitred_internal.hold_event(v_hold);
        elsif p_booking.status not in ('completed', 'cancelled') then
            v_violations := v_violations || maitred_internal.rule_free(
                p_booking, p_table_ids, tstzrange(p_booking.start_at, p_booking.end_at + p_restaurant.buffer_after),
                p_user_id, p_now
            );
        end if;
    end if;

    v_session := maitred_internal.write_session(
        p_booking, p_session, p_user_id, p_table_ids, v_hold, v_violations, p_now
    );
    perform maitred_internal.finish_change(
        p_booking, p_now,
        v_events || maitred_internal.session_event(v_session, 'proposed')
        || maitred_internal.conflict_events(v_session, v_violations)
    );
    return v_session;
end;
$function$;

comment on function maitred_internal.hold_proposal is
'Makes the user''s session HELD on exactly p_table_ids, or PROPOSED with the problems, or CANCELLED when the booking is over. Gives up the holds in p_holdings; the same tables again renew the hold.';
