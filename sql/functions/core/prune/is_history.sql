create or replace function maitred_internal.is_history(p_booking maitred.bookings, p_before timestamptz)
returns boolean
language sql
immutable
as $function$
-- Whether a booking is history: over, and longer ago than that. A booking that waits, is expected or sits is not,
-- however old.
    select p_booking.status in ('completed', 'cancelled', 'no_show')
        and p_booking.end_at < p_before
        and p_booking.updated_at < p_before
$function$;

comment on function maitred_internal.is_history is
'True for completed, cancelled and no_show bookings that ended, and were last touched, before p_before.';
