create or replace function maitred_internal.drift_block_without_allocation(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A block that is not over takes no time at its table.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select
        k.restaurant_id, null::uuid, k.table_id, format('table_blocks:%s', k.id),
        jsonb_build_object('owner_id', k.id, 'start_at', k.start_at, 'end_at', k.end_at, 'reason', k.reason)
    from maitred.table_blocks as k
    where (p_scope.restaurant_id is null or k.restaurant_id = p_scope.restaurant_id)
        and p_scope.allocation_ids is null
        and k.end_at > v_now
        and not exists (
            select from maitred.allocations as l
            where l.restaurant_id = k.restaurant_id and l.block_id = k.id and l.block_id is not null
        );
end;
$function$;

comment on function maitred_internal.drift_block_without_allocation is
'Blocks that are not over and have no allocation.';
