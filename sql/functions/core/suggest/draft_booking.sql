create or replace function maitred_internal.draft_booking(p_restaurant maitred.restaurants, p_party_size int)
returns maitred.bookings
language plpgsql
stable
as $function$
-- A booking that does not exist yet, to be evaluated: a party from the restaurant's website.
--
-- Raises: 22023
declare
    v_booking maitred.bookings;
begin
    perform maitred_internal.check_party_size(p_restaurant, p_party_size);
    v_booking.restaurant_id := p_restaurant.id;
    v_booking.id := gen_random_uuid();
    v_booking.party_size := p_party_size;
    v_booking.status := 'pending';
    v_booking.source := 'guest';
    return v_booking;
end;
$function$;

comment on function maitred_internal.draft_booking is
'A booking of p_party_size, without a window, as a guest would make it; 22023 when the restaurant takes no such party.';
