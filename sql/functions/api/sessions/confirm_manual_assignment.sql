create or replace function maitred.confirm_manual_assignment(p_session_id uuid, p_user_id uuid)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- A member of staff confirms what the session holds: the hold becomes the assignment, in place of the earlier tables.
--
-- The clock is read after the last lock was got: who waited past hold_expires_at is too late.
--
-- Locks:  booking -> tables by id (for no key update) -> allocations
-- Writes: manual_assignment_sessions, booking_table_assignments, allocations, table_holds, bookings, assignment_jobs,
--         booking_assignment_idempotency, the outbox, observability_events
-- Raises: 22023 MD104 MD202 MD403 MD501
declare
    v_booking maitred.bookings;
    v_restaurant maitred.restaurants;
    v_holdings maitred_internal.holdings;
    v_session maitred.manual_assignment_sessions;
    v_hold maitred.table_holds;
    v_during tstzrange;
    v_violations maitred_internal.violation [];
    v_now timestamptz;
begin
    v_session := maitred_internal.find_session(p_session_id, p_user_id);
    v_booking := maitred_internal.lock_booking(v_session.booking_id, v_session.restaurant_id);
    select s.* into strict v_session
    from maitred.manual_assignment_sessions as s
    where s.restaurant_id = v_booking.restaurant_id and s.id = p_session_id;
    v_holdings := maitred_internal.lock_holdings(v_booking, array[]::uuid [], p_user_id, true, v_session.hold_id);
    v_now := clock_timestamp();
    v_hold := v_holdings.hold;

    if v_session.status = 'CONFIRMED' then
        return v_session;
    elsif v_session.status <> 'HELD' or v_session.hold_expires_at <= v_now then
        return maitred_internal.touch_ended_session(v_booking, v_session, 'cannot be confirmed', v_now);
    end if;

    v_restaurant := (select r from maitred.restaurants as r where r.id = v_booking.restaurant_id);
    v_during := tstzrange(v_booking.start_at, v_booking.end_at + v_restaurant.buffer_after);
    v_violations := maitred_internal.evaluate_rules(maitred_internal.count_with_pacing_lock(
        maitred_internal.make_proposal(
            v_booking, v_restaurant, v_holdings.tables, v_hold.table_ids, false, v_hold.start_at, v_hold.end_at,
            p_count => false
        ), v_now
    ));
    if not maitred_internal.hold_covers(v_hold, v_holdings.has, v_during) then
        v_violations := v_violations || maitred_internal.rule_free(
            v_booking, v_hold.table_ids, v_during, p_user_id, v_now
        );
    end if;
    if maitred_internal.violations_block(v_violations) then
        update maitred.manual_assignment_sessions as s
        set problems = to_jsonb(v_violations), last_validated_at = v_now, updated_at = v_now
        where s.restaurant_id = v_session.restaurant_id and s.id = v_session.id
        returning * into v_session;
        perform maitred_internal.emit_events(
            v_session.restaurant_id, v_session.booking_id, maitred_internal.conflict_events(v_session, v_violations)
        );
        return v_session;
    end if;
    return maitred_internal.assign_hold(v_booking, v_restaurant, v_holdings, v_hold, p_user_id, true, v_now);
end;
$function$;

comment on function maitred.confirm_manual_assignment is
'Makes what the session holds the booking''s tables, in place of those it had, and confirms it.

Returns: the session: CONFIRMED (again: the same), EXPIRED when the time was over, still HELD with problems when a
    rule blocks by now, or as it is with a problem when it had ended.
Errors: 22023 invalid_argument; MD104 session_not_found; MD202 assignment_duplicate; MD403 feature_disabled; MD501
    another user''s session.

Other sessions on the booking are cancelled.';

grant execute on function maitred.confirm_manual_assignment(uuid, uuid) to maitred_staff;
