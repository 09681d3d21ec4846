create or replace function maitred_internal.find_hold(p_hold_id uuid, p_key text default null)
returns maitred.table_holds
language plpgsql
stable
as $function$
-- Reads a hold without a lock: as it stands, or as the ledger remembers it when it became an assignment under a key.
--
-- Raises: 22023 MD103
declare
    v_hold maitred.table_holds;
begin
    if p_hold_id is null then
        perform maitred_internal.refuse_argument('p_hold_id', null, 'be the id of a hold');
    end if;

    select h.* into v_hold from maitred.table_holds as h where h.id = p_hold_id;
    if not found then
        select i.restaurant_id, i.hold_id, i.booking_id, i.table_ids, i.start_at, i.end_at
        into v_hold.restaurant_id, v_hold.id, v_hold.booking_id, v_hold.table_ids, v_hold.start_at, v_hold.end_at
        from maitred_internal.booking_assignment_idempotency as i
        where i.hold_id = p_hold_id and i.idempotency_key = p_key;
    end if;
    if not found then
        perform maitred_internal.raise_error(
            'hold_not_found', format('there is no hold %s', p_hold_id), jsonb_build_object('hold_id', p_hold_id)
        );
    end if;
    return v_hold;
end;
$function$;

comment on function maitred_internal.find_hold is
'The hold, or, when it became an assignment under p_key, what the ledger remembers of it (no user, no end); neither: MD103.';
