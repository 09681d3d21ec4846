create or replace function maitred_internal.extend_seated_booking(
    p_old maitred.bookings,
    p_new maitred.bookings,
    p_actor uuid,
    p_now timestamptz
)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Lets a seated party stay longer or shorter: its tables are given back and taken again for the new window at once.
--
-- Locks:  tables by id
-- Writes: bookings, assignments, allocations, the ledger, events
-- Raises: 22023 MD201 MD401
declare
    v_restaurant constant maitred.restaurants := maitred_internal.get_restaurant(p_old.restaurant_id);
begin
    if (p_new.party_size, p_new.start_at) is distinct from (p_old.party_size, p_old.start_at) then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is seated, only its end and contact fields can be changed', p_old.reference),
            maitred_internal.booking_detail(p_old) || jsonb_build_object('from', p_old.status),
            'Undo the seating first, or change p_end_at alone.'
        );
    end if;
    perform maitred_internal.check_stay(v_restaurant, p_new.start_at, p_new.end_at);

    perform maitred_internal.retake_tables(p_old, p_new, v_restaurant.buffer_after, p_actor, p_now);
    return maitred_internal.write_booking(p_new);
end;
$function$;

comment on function maitred_internal.extend_seated_booking is
'Gives a seated booking another end and contact fields; MD401 for another start or party, MD201 when the next party is in the way.';
