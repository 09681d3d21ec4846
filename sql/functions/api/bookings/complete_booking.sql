create or replace function maitred.complete_booking(
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
-- The guests have left: the rest of their time is free immediately, the assignments stay as history.
--
-- Locks:  booking -> tables by id -> allocations
-- Writes: bookings, allocations, holds, sessions, the ledger, events
-- Raises: 22023 MD101 MD401
declare
    v_booking constant maitred.bookings := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now constant timestamptz := clock_timestamp();
begin
    return maitred_internal.change_status(
        v_booking, 'completed', v_now, p_actor, 'guests left',
        maitred_internal.release_everything(v_booking, true, p_actor, 'booking completed', v_now), p_notify => p_notify
    );
end;
$function$;

comment on function maitred.complete_booking is
'Makes a seated booking completed: the tables are free immediately, the assignments stay as history.

p_notify: whether the guest hears of what follows (another confirmation); null: as before.
Returns: the booking.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD401 in any other status.

Writes no email.';

grant execute on function maitred.complete_booking(uuid, uuid, uuid, boolean) to maitred_staff;
