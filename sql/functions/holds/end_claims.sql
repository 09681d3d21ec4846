-- Ends holds of a locked booking and the sessions that live on them, or all of both. The tables of the holds are locked.
--
-- Writes: manual_assignment_sessions, table_holds, allocations (by cascade), observability_events
-- Calls:  end_session, record_event
create or replace function maitred_internal.end_claims(
    p_booking maitred.bookings,
    p_hold_ids uuid [],
    p_reason text,
    p_now timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_hold maitred.table_holds;
begin
    perform maitred_internal.end_session(s, p_reason, p_now)
    from maitred.manual_assignment_sessions as s
    where s.restaurant_id = p_booking.restaurant_id and s.booking_id = p_booking.id
        and s.status in ('PROPOSED', 'HELD')
        and (p_hold_ids is null or s.hold_id = any(p_hold_ids));

    for v_hold in
        delete from maitred.table_holds as h
        where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id
            and (p_hold_ids is null or h.id = any(p_hold_ids))
        returning h.*
    loop
        perform maitred_internal.record_event(
            v_hold.restaurant_id, v_hold.booking_id,
            case when v_hold.expires_at <= p_now then 'hold.expired' else 'hold.released' end,
            jsonb_build_object('hold_id', v_hold.id, 'created_by', v_hold.created_by, 'reason', p_reason)
        );
    end loop;
end;
$function$;

comment on function maitred_internal.end_claims is
'Deletes holds of a booking and cancels (or, when their time is over, expires) the sessions on them; p_hold_ids null: all its holds and active sessions.';
