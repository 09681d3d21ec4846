create or replace function maitred_internal.reserve_key(
    p_booking maitred.bookings,
    p_key text,
    p_verb text,
    p_table_ids uuid [],
    p_start_at timestamptz,
    p_end_at timestamptz,
    p_require_adjacency boolean,
    p_now timestamptz,
    p_hold_id uuid default null
)
returns boolean
language plpgsql
volatile
as $function$
-- Notes in the ledger, for a locked booking, the request that is about to be carried out under a key, or finds that it
-- was carried out already and still stands. Written before the work and not after it, so that the ledger is searched
-- once; when the work is refused, the row goes with it.
--
-- The request is the verb and what it was given. One that makes the tables exactly those of the key is carried out
-- though another verb took it: what stands under the key need not be all that the booking has.
--
-- Writes: booking_assignment_idempotency
-- Raises: MD203
declare
    v_done maitred_internal.booking_assignment_idempotency;
    v_same boolean;
begin
    if p_key is null then
        return true;
    end if;

    insert into maitred_internal.booking_assignment_idempotency (
        restaurant_id, booking_id, idempotency_key, verb, table_ids, start_at, end_at, require_adjacency, hold_id,
        created_at
    )
    values (
        p_booking.restaurant_id, p_booking.id, p_key, p_verb, p_table_ids, p_booking.start_at, p_booking.end_at,
        coalesce(p_require_adjacency, false), p_hold_id, p_now
    )
    on conflict (restaurant_id, booking_id, idempotency_key) do nothing;
    if found then
        return true;
    end if;

    select i.* into strict v_done
    from maitred_internal.booking_assignment_idempotency as i
    where i.restaurant_id = p_booking.restaurant_id and i.booking_id = p_booking.id and i.idempotency_key = p_key;
    v_same := v_done.table_ids @> p_table_ids and v_done.table_ids <@ p_table_ids
        and (v_done.start_at, v_done.end_at)
        = (coalesce(p_start_at, p_booking.start_at), coalesce(p_end_at, p_booking.end_at))
        and v_done.require_adjacency = coalesce(p_require_adjacency, false);
    if v_same and p_verb = 'reassign' and v_done.verb <> p_verb then
        return true;
    end if;
    if not v_same or v_done.verb <> p_verb or v_done.hold_id is distinct from p_hold_id then
        perform maitred_internal.raise_error(
            'idempotency_key_reused',
            format('idempotency key "%s" of booking %s stands for another request', p_key, p_booking.reference),
            jsonb_build_object(
                'booking_id', p_booking.id, 'reference', p_booking.reference, 'idempotency_key', p_key,
                'verb', v_done.verb,
                'table_ids', v_done.table_ids, 'start_at', v_done.start_at, 'end_at', v_done.end_at,
                'require_adjacency', v_done.require_adjacency
            )
        );
    end if;
    return false;
end;
$function$;

comment on function maitred_internal.reserve_key is
'True: carry the request out, the key is its own now (or there is none). False: it stands already. MD203: another one does. The row goes when one of its tables is released.';
