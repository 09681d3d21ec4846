create or replace function maitred_internal.recheck_after(p_booking maitred.bookings, p_now timestamptz)
returns interval
language sql
volatile
as $function$
-- How long a booking that nothing could seat waits until the next look: recheck_waiting, in its last hour a minute; a
-- fifth less at random, so that the bookings of one evening do not all come at once.
    select least(
        r.recheck_waiting,
        greatest(p_booking.start_at - interval '1 hour' - p_now, interval '1 minute')
    ) * (0.8 + 0.2 * random())
    from maitred.restaurants as r
    where r.id = p_booking.restaurant_id
$function$;

comment on function maitred_internal.recheck_after is
'The pause before a booking that waits is looked at again, jittered; the last hour before its start begins with a look.';
