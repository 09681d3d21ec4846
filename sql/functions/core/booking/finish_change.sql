create or replace function maitred_internal.finish_change(
    p_booking maitred.bookings,
    p_now timestamptz,
    p_events maitred_internal.event [] default '{}'
)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Ends a call that changed something of a locked booking but not its status: marks the row as changed, so that a caller
-- with an older snapshot fails with 40001 and not with a wrong row, and tells what happened.
--
-- Writes: bookings, observability_events
declare
    v_booking maitred.bookings;
begin
    update maitred.bookings as b
    set updated_at = p_now
    where b.restaurant_id = p_booking.restaurant_id and b.id = p_booking.id
    returning b.* into v_booking;

    perform maitred_internal.emit_events(p_booking.restaurant_id, p_booking.id, p_events);
    return v_booking;
end;
$function$;

comment on function maitred_internal.finish_change is
'Sets updated_at of a locked booking, records p_events, and returns the booking.';
