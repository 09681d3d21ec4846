-- A booking that does not exist yet, to be judged: a party from the restaurant's website.
--
-- Raises: 22023
create or replace function maitred_internal.wish_of(p_house maitred.restaurants, p_party_size int)
returns maitred.bookings
language plpgsql
stable
as $function$
declare
    v_booking maitred.bookings;
begin
    if p_party_size is null or p_party_size not between p_house.min_party_size and p_house.max_party_size then
        perform maitred_internal.refuse_argument(
            'p_party_size', p_party_size::text,
            format('be between %s and %s guests in this restaurant', p_house.min_party_size, p_house.max_party_size)
        );
    end if;
    v_booking.restaurant_id := p_house.id;
    v_booking.id := gen_random_uuid();
    v_booking.party_size := p_party_size;
    v_booking.status := 'pending';
    v_booking.source := 'guest';
    return v_booking;
end;
$function$;

comment on function maitred_internal.wish_of is
'A booking of p_party_size, without a window, as a guest would make it; 22023 when the house takes no such party.';
