create or replace function maitred_internal.booking_detail(p_booking maitred.bookings)
returns jsonb
language sql
stable
as $function$
-- How the DETAIL of an error says which booking it is about: to the caller that named that booking.
    select jsonb_build_object('booking_id', p_booking.id, 'reference', p_booking.reference)
$function$;

comment on function maitred_internal.booking_detail is 'booking_id and reference, for the DETAIL of an error.';
