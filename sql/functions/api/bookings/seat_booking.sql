create or replace function maitred.seat_booking(
    p_booking_id uuid,
    p_actor uuid default null,
    p_restaurant_id uuid default null,
    p_notify boolean default null
)
returns maitred.bookings
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- The guests of a confirmed booking sit down.
--
-- Locks:  booking
-- Writes: bookings, events
-- Raises: 22023 MD101 MD401
declare
    v_booking constant maitred.bookings := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now constant timestamptz := clock_timestamp();
begin
    return maitred_internal.change_status(
        v_booking, 'seated', v_now, p_actor, 'guests seated', p_notify => p_notify
    );
end;
$function$;

comment on function maitred.seat_booking is
'Makes a confirmed booking seated.

p_notify: whether the guest hears of what follows (another confirmation); null: as before.
Returns: the booking.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD401 in any other status.

Writes no email.';

grant execute on function maitred.seat_booking(uuid, uuid, uuid, boolean) to maitred_staff;
