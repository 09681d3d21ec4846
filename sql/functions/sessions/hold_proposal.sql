-- Validates what a session proposes and holds it when nothing blocks. Booking and tables are locked, so what is judged
-- free stays free until it is held.
--
-- Writes: manual_assignment_sessions, table_holds, allocations, observability_events
-- Calls:  violations_of, rule_hold_rate, release_holds, take_hold, set_hold_expiry, record_session_event
-- Raises: MD102
create or replace function maitred_internal.hold_proposal(
    p_booking maitred.bookings,
    p_session maitred.manual_assignment_sessions,
    p_hold_ids uuid [],
    p_table_ids uuid [],
    p_now timestamptz
)
returns maitred.manual_assignment_sessions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_house maitred.restaurants;
    v_same constant boolean := p_session.status = 'HELD' and p_session.proposed_tables = to_jsonb(p_table_ids);
    v_violations maitred_internal.violation [];
    v_blocked boolean;
    v_hold maitred.table_holds;
    v_session maitred.manual_assignment_sessions;
begin
    select r.* into strict v_house from maitred.restaurants as r where r.id = p_booking.restaurant_id;
    v_violations := maitred_internal.violations_of(
        p_booking, p_table_ids, true, false, null, null, p_session.created_by, p_now
    );
    if not v_same then
        v_violations := v_violations || maitred_internal.rule_hold_rate(p_booking, p_session.created_by, p_now);
    end if;
    v_blocked := exists (select from unnest(v_violations) as v where v.severity = 'block');

    if v_same and not v_blocked then
        select h.* into strict v_hold
        from maitred.table_holds as h
        where h.restaurant_id = p_session.restaurant_id and h.id = p_session.hold_id;
        v_hold := maitred_internal.set_hold_expiry(v_hold, greatest(v_hold.expires_at, p_now + v_house.hold_ttl));
    else
        perform maitred_internal.release_holds(p_booking, p_hold_ids, 'proposed again', p_now);
        if not v_blocked then
            v_hold := maitred_internal.take_hold(
                p_booking, v_house.buffer_after, p_table_ids, p_session.created_by, v_house.hold_ttl, p_now
            );
        end if;
    end if;

    update maitred.manual_assignment_sessions as s
    set
        status = case when v_blocked then 'PROPOSED' else 'HELD' end::maitred.manual_assignment_session_status,
        proposed_tables = to_jsonb(p_table_ids),
        hold_id = v_hold.id,
        hold_expires_at = v_hold.expires_at,
        last_validated_at = p_now,
        problems = coalesce(to_jsonb(v_violations), '[]'),
        updated_at = p_now
    where s.restaurant_id = p_session.restaurant_id and s.id = p_session.id
    returning * into v_session;
    perform maitred_internal.record_session_event(v_session, 'proposed');
    perform maitred_internal.record_conflict(v_session, v_violations);
    return v_session;
end;
$function$;

comment on function maitred_internal.hold_proposal is
'Makes the session HELD on exactly p_table_ids, or PROPOSED with the problems. Gives up p_hold_ids; the same tables again renew the hold.';
