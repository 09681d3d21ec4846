create or replace function maitred_internal.sweep_booking(p_booking maitred.bookings, p_now timestamptz)
returns int
language plpgsql
volatile
as $function$
-- Ends the expired holds and the forgotten sessions of a locked booking and counts them.
--
-- Writes: manual_assignment_sessions, table_holds, allocations, bookings, observability_events
declare
    v_hold_ids constant uuid [] := array(
        select h.id from maitred.table_holds as h
        where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id and h.expires_at <= p_now
    );
    v_session maitred.manual_assignment_sessions;
    v_sessions int := 0;
    v_events maitred_internal.event [];
begin
    v_events := maitred_internal.end_holds_and_sessions(p_booking, v_hold_ids, 'hold expired', p_now);

    for v_session in
        select s.* from maitred.manual_assignment_sessions as s
        where s.restaurant_id = p_booking.restaurant_id and s.booking_id = p_booking.id
            and s.status = 'PROPOSED' and s.updated_at <= p_now - interval '1 hour'
    loop
        v_events := v_events || maitred_internal.end_session(v_session, 'left for an hour', p_now);
        v_sessions := v_sessions + 1;
    end loop;
    perform maitred_internal.finish_change(p_booking, p_now, v_events);
    return cardinality(v_hold_ids) + v_sessions;
end;
$function$;

comment on function maitred_internal.sweep_booking is
'Deletes expired holds of a locked booking, expires their sessions, cancels sessions PROPOSED for an hour; returns how many.';
