-- Ends holds of a locked booking and the sessions that live on them, or all of both, and returns what happened. The
-- tables of the holds are locked.
--
-- Writes: manual_assignment_sessions, table_holds, allocations (by cascade)
-- Calls:  end_session
create or replace function maitred_internal.end_claims(
    p_booking maitred.bookings,
    p_hold_ids uuid [],
    p_reason text,
    p_now timestamptz
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
declare
    v_session maitred.manual_assignment_sessions;
    v_hold maitred.table_holds;
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
begin
    foreach v_session in array array(
        select s from maitred.manual_assignment_sessions as s
        where s.restaurant_id = p_booking.restaurant_id and s.booking_id = p_booking.id
            and s.status in ('PROPOSED', 'HELD')
            and (p_hold_ids is null or s.hold_id = any(p_hold_ids))
    )
    loop
        v_events := v_events || maitred_internal.end_session(v_session, p_reason, p_now);
    end loop;

    for v_hold in
        delete from maitred.table_holds as h
        where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id
            and (p_hold_ids is null or h.id = any(p_hold_ids))
        returning h.*
    loop
        v_events := v_events || row(
            case when v_hold.expires_at <= p_now then 'hold.expired' else 'hold.released' end,
            jsonb_build_object('hold_id', v_hold.id, 'created_by', v_hold.created_by, 'reason', p_reason)
        )::maitred_internal.event;
    end loop;
    return v_events;
end;
$function$;

comment on function maitred_internal.end_claims is
'Deletes holds of a booking and cancels (or, when their time is over, expires) the sessions on them; p_hold_ids null: all its holds and active sessions.';
