create or replace function maitred_internal.drift_allocation_without_owner(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- An allocation whose assignment, hold or block does not exist, or does not name its table.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    with orphans as (
        select l.*
        from maitred.allocations as l
        where l.kind = 'assignment'
            and (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
            and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
            and not exists (
                select from maitred.booking_table_assignments as a
                where a.restaurant_id = l.restaurant_id and a.booking_id = l.booking_id and a.table_id = l.table_id
                    and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
            )
        union all
        select l.*
        from maitred.allocations as l
        where l.kind = 'hold'
            and (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
            and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
            and l.expires_at > v_now
            and not exists (
                select from maitred.table_holds as h
                where h.restaurant_id = l.restaurant_id and h.id = l.hold_id and l.table_id = any(h.table_ids)
            )
        union all
        select l.*
        from maitred.allocations as l
        where l.kind = 'block'
            and (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
            and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
            and not exists (
                select from maitred.table_blocks as k
                where k.restaurant_id = l.restaurant_id and k.id = l.block_id and k.table_id = l.table_id
            )
    )
    select
        l.restaurant_id, l.booking_id, l.table_id, format('allocations:%s', l.id),
        jsonb_build_object(
            'kind', l.kind, 'owner_id', coalesce(l.booking_id, l.hold_id, l.block_id), 'during', l.during
        )
    from orphans as l;
end;
$function$;

comment on function maitred_internal.drift_allocation_without_owner is
'Allocations whose assignment, hold or block is gone, or is of another table. Expired ones are not reported.';
