create or replace function maitred_internal.lock_booking(p_booking_id uuid, p_restaurant_id uuid)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Locks a booking: the first lock of every function that changes a booking, its tables, holds or sessions.
--
-- The restaurant is resolved first, so that the lock itself names it: on a database sharded by restaurant the
-- FOR NO KEY UPDATE must. NO KEY leaves foreign key checks of others undisturbed.
--
-- Locks:  booking (for no key update)
-- Raises: 22023 MD101
declare
    v_restaurant_id uuid := p_restaurant_id;
    v_booking maitred.bookings;
begin
    -- @plpgsql_check_options: performance_warnings = off
    -- (it does not see the row locks in the subquery and takes the function for STABLE)
    if p_booking_id is null then
        perform maitred_internal.refuse_argument('p_booking_id', null, 'be the id of a booking');
    end if;

    if v_restaurant_id is null then
        select b.restaurant_id into v_restaurant_id from maitred.bookings as b where b.id = p_booking_id;
    end if;

    -- The row in one piece: nineteen columns one by one cost more than the lock.
    v_booking := (
        select b from maitred.bookings as b
        where b.restaurant_id = v_restaurant_id and b.id = p_booking_id
        for no key update
    );
    if v_booking.id is null then
        perform maitred_internal.raise_error(
            'booking_not_found', format('there is no booking %s', p_booking_id),
            jsonb_build_object('booking_id', p_booking_id)
        );
    end if;
    return v_booking;
end;
$function$;

comment on function maitred_internal.lock_booking is
'Locks and returns a booking. Unknown, or of another restaurant than p_restaurant_id (null: any): MD101.';
