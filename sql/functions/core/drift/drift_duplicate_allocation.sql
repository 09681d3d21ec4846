create or replace function maitred_internal.drift_duplicate_allocation(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- An assignment, a held table or a block has more than one allocation.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    with repeated as (
        select l.restaurant_id, l.table_id, coalesce(l.booking_id, l.hold_id, l.block_id) as owner_id
        from maitred.allocations as l
        where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
            and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        group by l.restaurant_id, l.table_id, coalesce(l.booking_id, l.hold_id, l.block_id)
        having count(*) > 1
    )
    select
        l.restaurant_id, l.booking_id, l.table_id, format('allocations:%s', max(l.id)),
        jsonb_build_object(
            'kind', l.kind, 'owner_id', r.owner_id,
            'allocation_ids', jsonb_agg(l.id order by l.id), 'during', jsonb_agg(l.during order by l.id)
        )
    from repeated as r
    inner join maitred.allocations as l
        on l.restaurant_id = r.restaurant_id and l.table_id = r.table_id
        and coalesce(l.booking_id, l.hold_id, l.block_id) = r.owner_id
    where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
        and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
    group by l.restaurant_id, l.table_id, l.kind, l.booking_id, r.owner_id
    having count(*) > 1;
end;
$function$;

comment on function maitred_internal.drift_duplicate_allocation is
'Assignments, held tables and blocks with more than one allocation.';
