create or replace function maitred_internal.nearest_times(p_booking maitred.bookings, p_now timestamptz)
returns jsonb
language sql
stable
as $function$
-- The times to offer a guest for whom there is no table at the time of the booking: up to six within an hour.
    select coalesce(
        jsonb_agg(jsonb_build_object('start_at', n.start_at, 'end_at', n.end_at) order by n.start_at), '[]'
    )
    from maitred_internal.nearest_slots(
        p_booking, maitred_internal.get_restaurant(p_booking.restaurant_id), p_booking.start_at,
        p_booking.end_at - p_booking.start_at, '60 minutes', 6, p_now
    ) as n
$function$;

comment on function maitred_internal.nearest_times is
'A list of start_at and end_at, in order of time, at which the booking''s party would get a table for as long; empty when there is none.';
