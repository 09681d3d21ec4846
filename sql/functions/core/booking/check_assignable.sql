create or replace function maitred_internal.check_assignable(p_booking maitred.bookings)
returns maitred.bookings
language plpgsql
stable
as $function$
-- Refuses to give tables to a booking that is over, and returns any other.
--
-- Raises: MD401
begin
    if p_booking.status in ('completed', 'cancelled') then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s, it can have no tables', p_booking.reference, p_booking.status),
            maitred_internal.booking_detail(p_booking)
            || jsonb_build_object('from', p_booking.status, 'to', 'confirmed')
        );
    end if;
    return p_booking;
end;
$function$;

comment on function maitred_internal.check_assignable is
'The booking; raises MD401 when it is completed or cancelled.';
