create or replace function maitred_internal.live_hold_until(p_booking maitred.bookings, p_now timestamptz)
returns timestamptz
language plpgsql
stable
as $function$
-- Until when somebody is holding tables for a booking; null: nobody is.
begin
    return (
        select max(h.expires_at)
        from maitred.table_holds as h
        where h.restaurant_id = p_booking.restaurant_id and h.booking_id = p_booking.id and h.expires_at > p_now
    );
end;
$function$;

comment on function maitred_internal.live_hold_until is 'When the last live hold for a booking expires, null without one.';
