create or replace function maitred.undo_seating(
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
-- The guests did not sit down after all: the booking keeps its tables.
--
-- Locks:  booking
-- Writes: bookings, events, the outbox
-- Raises: 22023 MD101 MD401
declare
    v_booking maitred.bookings := maitred_internal.lock_booking(p_booking_id, p_restaurant_id);
    v_now constant timestamptz := clock_timestamp();
begin
    if v_booking.status <> 'seated' then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s, there is no seating to undo', v_booking.reference, v_booking.status),
            maitred_internal.booking_detail(v_booking)
            || jsonb_build_object('from', v_booking.status, 'to', 'confirmed')
        );
    end if;

    v_booking := maitred_internal.change_status(
        v_booking, 'confirmed', v_now, p_actor, 'seating undone', p_notify => p_notify
    );
    perform maitred_internal.write_missing_email(v_booking);
    return v_booking;
end;
$function$;

comment on function maitred.undo_seating is
'Makes a seated booking confirmed, with the same tables.

p_notify: true: an email if the guest was never told of the table; null: as before.
Returns: the booking.
Errors: 22023 invalid_argument; MD101 booking_not_found; MD401 in any other status.';

grant execute on function maitred.undo_seating(uuid, uuid, uuid, boolean) to maitred_staff;
