-- The booking that a key made already, or nulls.
--
-- Raises: MD203
create or replace function maitred_internal.replay_creation(p_restaurant_id uuid, p_key text, p_request bytea)
returns maitred.bookings
language plpgsql
stable
as $function$
declare
    v_booking maitred.bookings;
begin
    select b.* into v_booking
    from maitred.bookings as b
    where b.restaurant_id = p_restaurant_id and b.creation_key = p_key;

    if v_booking.creation_request <> p_request then
        perform maitred_internal.raise_error(
            'idempotency_key_reused',
            format('idempotency key "%s" has made another booking already', p_key),
            jsonb_build_object('idempotency_key', p_key, 'booking_id', v_booking.id)
        );
    end if;
    return v_booking;
end;
$function$;

comment on function maitred_internal.replay_creation is
'The booking made under that key of create_booking, nulls when there is none; MD203 when the request was another.';
