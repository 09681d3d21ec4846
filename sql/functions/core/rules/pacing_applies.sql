create or replace function maitred_internal.pacing_applies(p_booking maitred.bookings)
returns boolean
language sql
immutable
as $function$
-- Whether a booking would be new to the count of arrivals and covers: it has no tables yet, or is being moved.
    select p_booking.status in ('pending', 'pending_allocation', 'no_show') or p_booking.pending_ref is not null
$function$;

comment on function maitred_internal.pacing_applies is
'True for bookings that are waiting for tables or in a modification cycle; those that have tables are counted already.';
