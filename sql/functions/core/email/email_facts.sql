create or replace function maitred_internal.email_facts(p_booking maitred.bookings)
returns jsonb
language sql
stable
as $function$
-- What an email says of the booking itself.
    select jsonb_build_object(
        'reference', p_booking.reference, 'guest_name', p_booking.guest_name, 'party_size', p_booking.party_size,
        'start_at', p_booking.start_at, 'end_at', p_booking.end_at, 'version', p_booking.version
    )
$function$;

comment on function maitred_internal.email_facts is
'The part of an email''s payload that comes from the booking: reference, guest, party, window, version.';
