create or replace function maitred_internal.adopt_blocks_and_keys(p_source text, p_adopted uuid [])
returns void
language plpgsql
volatile
as $function$
-- Takes over maintenance as blocks and keys whose tables stand; puts aside allocations for nobody, live holds and keys
-- of tables that are gone.
--
-- Writes: table_blocks, allocations, booking_assignment_idempotency, adoption_quarantine
begin
    insert into maitred.table_blocks (restaurant_id, id, table_id, start_at, end_at, reason, created_at)
    select k.restaurant_id, k.id, k.table_id, lower(k.during), upper(k.during), 'maintenance', now()
    from maitred_internal.legacy_allocations as k
    where k.is_block and k.known
    on conflict do nothing;
    insert into maitred.allocations (restaurant_id, table_id, during, kind, block_id)
    select b.restaurant_id, b.table_id, tstzrange(b.start_at, b.end_at), 'block', b.id
    from maitred_internal.legacy_allocations as k
    inner join maitred.table_blocks as b on b.restaurant_id = k.restaurant_id and b.id = k.id
    where k.is_block and k.known
    order by b.table_id, b.start_at
    on conflict do nothing;
    delete from maitred.table_blocks as b
    using maitred_internal.legacy_allocations as k
    where b.restaurant_id = k.restaurant_id and b.id = k.id and k.is_block
        and not exists (
            select from maitred.allocations as l where l.restaurant_id = b.restaurant_id and l.block_id = b.id
        );

    perform maitred_internal.quarantine(p_source, case when k.is_block then 'overlap' else 'orphan_allocation' end,
        k.source_row, k.restaurant_id)
    from maitred_internal.legacy_allocations as k
    where case
        when k.is_block then not exists (
            select from maitred.table_blocks as b where b.restaurant_id = k.restaurant_id and b.id = k.id
        )
        else k.is_table and not k.is_of_an_assignment
    end;
    perform maitred_internal.quarantine(p_source, 'live_hold', r, (r.data ->> 'restaurant_id')::uuid)
    from maitred_internal.adoption_rows as r
    where r.relation = 'table_holds' and (r.data ->> 'expires_at')::timestamptz > now();

    perform maitred_internal.quarantine(p_source, 'stale_key', i.source_row, i.restaurant_id)
    from maitred_internal.legacy_keys as i
    where not i.stands;
    insert into maitred_internal.booking_assignment_idempotency (
        restaurant_id, booking_id, idempotency_key, verb, table_ids, start_at, end_at, require_adjacency, created_at
    )
    select
        i.restaurant_id, i.booking_id, i.idempotency_key, 'assign', i.table_ids, i.start_at, i.end_at, false,
        i.created_at
    from maitred_internal.legacy_keys as i
    where i.stands and i.booking_id = any(p_adopted)
    on conflict do nothing;
end;
$function$;

comment on function maitred_internal.adopt_blocks_and_keys is
'Blocks from maintenance, ledger rows of requests that stand; the rest of allocations, holds and keys goes to the quarantine.';
