create or replace function maitred_internal.cycle_of(p_booking maitred.bookings)
returns text
language sql
immutable
as $function$
-- What tells apart two emails of one kind about a booking: the modification cycle, or how often the guest was to hear
-- again.
    select coalesce(
        p_booking.pending_ref::text,
        case when p_booking.email_cycle > 0 then p_booking.email_cycle::text else 'first' end
    )
$function$;

comment on function maitred_internal.cycle_of is
'The cycle of what is written about a booking now: pending_ref while one is open, else first, or email_cycle from 1 on.';
