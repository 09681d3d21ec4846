create or replace function maitred_internal.required_emails(p_booking maitred.bookings)
returns text []
language sql
immutable
as $function$
-- Which email a guest must have been written, as the booking stands now: the last one is one of these, of the open
-- cycle if there is one. The first is the one to write when it is not. Null: none, since the guest has no address, or
-- nothing has happened that is told.
    select case
        when p_booking.guest_email is null then null
        when p_booking.pending_ref is not null then array['modification_pending']
        when p_booking.status in ('pending', 'pending_allocation') and p_booking.confirmed_at is null
            then array['booking_requested']
        when p_booking.status = 'confirmed' then array['booking_confirmed', 'modification_confirmed']
        when p_booking.status = 'cancelled' then array['booking_cancelled', 'booking_declined']
    end
$function$;

comment on function maitred_internal.required_emails is
'The kinds of which the last email about a booking must be one, if its guest is to be told; null when none must.';
