create or replace function maitred_internal.reserve_creation_key(
    p_booking maitred.bookings,
    p_key text,
    p_request bytea
)
returns boolean
language plpgsql
volatile
as $function$
-- Notes which booking a key of create_booking makes, or finds that it has made one. Waits for a call that is just
-- using it. The booking is written after, in the same transaction: when it is refused, the key is free again.
--
-- Writes: booking_creation_idempotency
begin
    if p_key is null then
        return true;
    end if;

    insert into maitred_internal.booking_creation_idempotency (restaurant_id, idempotency_key, request, booking_id)
    values (p_booking.restaurant_id, p_key, p_request, p_booking.id)
    on conflict on constraint bookings_are_made_once_a_key do nothing;
    return found;
end;
$function$;

comment on function maitred_internal.reserve_creation_key is
'True: the key stands for this booking now, or there is none. False: it stands for an earlier one.';
