create or replace function maitred_internal.refuse_ended_booking(p_booking maitred.bookings)
returns void
language plpgsql
stable
as $function$
-- Refuses to give tables to a booking that is over. Callers ask for its status first: hardly any is.
--
-- Raises: MD401
begin
    perform maitred_internal.raise_error(
        'invalid_transition',
        format('booking %s is %s, it can have no tables', p_booking.reference, p_booking.status),
        maitred_internal.booking_detail(p_booking) || jsonb_build_object('from', p_booking.status, 'to', 'confirmed')
    );
end;
$function$;

comment on function maitred_internal.refuse_ended_booking is
'Raises MD401 for a booking that is completed or cancelled.';
