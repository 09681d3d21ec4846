create or replace function maitred_internal.drift_row_without_table(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- An assignment, allocation or block of a table that does not exist.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    select
        a.restaurant_id,
        a.booking_id,
        a.table_id,
        format('booking_table_assignments:%s/%s', a.booking_id, a.table_id),
        '{}'::jsonb
    from maitred.booking_table_assignments as a
    where (p_scope.restaurant_id is null or a.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
        and not exists (
            select from maitred.table_inventory as t where t.restaurant_id = a.restaurant_id and t.id = a.table_id
        )
    union all
    select
        l.restaurant_id,
        l.booking_id,
        l.table_id,
        format('allocations:%s', l.id),
        '{}'::jsonb
    from maitred.allocations as l
    where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
        and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        and not exists (
            select from maitred.table_inventory as t where t.restaurant_id = l.restaurant_id and t.id = l.table_id
        )
    union all
    select
        k.restaurant_id,
        null::uuid,
        k.table_id,
        format('table_blocks:%s', k.id),
        '{}'::jsonb
    from maitred.table_blocks as k
    where (p_scope.restaurant_id is null or k.restaurant_id = p_scope.restaurant_id)
        and p_scope.allocation_ids is null
        and not exists (
            select from maitred.table_inventory as t where t.restaurant_id = k.restaurant_id and t.id = k.table_id
        );
end;
$function$;

comment on function maitred_internal.drift_row_without_table is
'Assignments, allocations and blocks whose table does not exist.';
