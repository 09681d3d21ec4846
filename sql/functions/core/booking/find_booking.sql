create or replace function maitred_internal.find_booking(p_booking_id uuid, p_restaurant_id uuid default null)
returns maitred.bookings
language plpgsql
stable
as $function$
-- Reads a booking without a lock.
--
-- Raises: 22023 MD101
declare
    v_booking maitred.bookings;
begin
    if p_booking_id is null then
        perform maitred_internal.refuse_argument('p_booking_id', null, 'be the id of a booking');
    end if;

    select b.* into v_booking
    from maitred.bookings as b
    where b.id = p_booking_id and (p_restaurant_id is null or b.restaurant_id = p_restaurant_id);
    if not found then
        perform maitred_internal.raise_error(
            'booking_not_found', format('there is no booking %s', p_booking_id),
            jsonb_build_object('booking_id', p_booking_id)
        );
    end if;
    return v_booking;
end;
$function$;

comment on function maitred_internal.find_booking is
'A booking, read without a lock. Unknown, or of another restaurant than p_restaurant_id (null: any): MD101.';
