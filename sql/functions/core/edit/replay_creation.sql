create or replace function maitred_internal.replay_creation(p_restaurant_id uuid, p_key text, p_request bytea)
returns maitred.bookings
language plpgsql
stable
as $function$
-- The booking that a key made already, or nulls. What another request under the key was, and what it made, is nobody's
-- business who does not send it.
--
-- Reads:  booking_creation_idempotency, bookings
-- Raises: MD203
declare
    v_done maitred_internal.booking_creation_idempotency;
begin
    select i.* into v_done
    from maitred_internal.booking_creation_idempotency as i
    where i.restaurant_id = p_restaurant_id and i.idempotency_key = p_key;
    if v_done.request <> p_request then
        perform maitred_internal.raise_error(
            'idempotency_key_reused', 'this idempotency key stands for another request',
            jsonb_build_object('argument', 'p_idempotency_key')
        );
    end if;
    return (
        select b from maitred.bookings as b
        where b.restaurant_id = v_done.restaurant_id and b.id = v_done.booking_id
    );
end;
$function$;

comment on function maitred_internal.replay_creation is
'The booking made under that key of create_booking, nulls when there is none; MD203 when the request was another.';
