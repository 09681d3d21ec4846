-- Says whether a request was carried out under its key already and still stands.
--
-- Raises: MD203
create or replace function maitred_internal.is_replay(
    p_booking maitred.bookings,
    p_key text,
    p_table_ids uuid [],
    p_start_at timestamptz,
    p_end_at timestamptz,
    p_require_adjacency boolean
)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_done maitred_internal.booking_assignment_idempotency;
begin
    if p_key is null then
        return false;
    end if;

    select i.* into v_done
    from maitred_internal.booking_assignment_idempotency as i
    where i.restaurant_id = p_booking.restaurant_id and i.booking_id = p_booking.id and i.idempotency_key = p_key;
    if not found then
        return false;
    end if;

    if v_done.table_ids @> p_table_ids and v_done.table_ids <@ p_table_ids
        and (v_done.start_at, v_done.end_at)
        = (coalesce(p_start_at, p_booking.start_at), coalesce(p_end_at, p_booking.end_at))
        and v_done.require_adjacency = coalesce(p_require_adjacency, false)
    then
        return true;
    end if;

    perform maitred_internal.raise_error(
        'idempotency_key_reused',
        format('idempotency key "%s" of booking %s stands for another request', p_key, p_booking.id),
        jsonb_build_object(
            'booking_id', p_booking.id, 'idempotency_key', p_key,
            'table_ids', v_done.table_ids, 'start_at', v_done.start_at, 'end_at', v_done.end_at,
            'require_adjacency', v_done.require_adjacency
        )
    );
    return false;
end;
$function$;

comment on function maitred_internal.is_replay is
'True when the same request stands in the ledger under that key; MD203 when another one does; false without a key.';
