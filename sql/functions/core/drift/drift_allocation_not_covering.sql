create or replace function maitred_internal.drift_allocation_not_covering(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- An allocation does not contain the time of its assignment, hold or block.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select
        l.restaurant_id, l.booking_id, l.table_id, format('allocations:%s', l.id),
        jsonb_build_object(
            'kind', l.kind, 'owner_id', l.booking_id, 'during', l.during, 'start_at', a.start_at, 'end_at', a.end_at
        )
    from maitred.allocations as l
    inner join maitred.booking_table_assignments as a
        on a.restaurant_id = l.restaurant_id and a.booking_id = l.booking_id and a.table_id = l.table_id
    where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
        and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
        and not coalesce(a.start_at >= lower(l.during) and a.end_at <= upper(l.during), false)
    union all
    select
        l.restaurant_id, h.booking_id, l.table_id, format('allocations:%s', l.id),
        jsonb_build_object(
            'kind', l.kind, 'owner_id', h.id, 'during', l.during, 'start_at', h.start_at, 'end_at', h.end_at
        )
    from maitred.allocations as l
    inner join maitred.table_holds as h on h.restaurant_id = l.restaurant_id and h.id = l.hold_id
    where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
        and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        and l.expires_at > v_now
        and not coalesce(h.start_at >= lower(l.during) and h.end_at <= upper(l.during), false)
    union all
    select
        l.restaurant_id, null::uuid, l.table_id, format('allocations:%s', l.id),
        jsonb_build_object(
            'kind', l.kind, 'owner_id', k.id, 'during', l.during, 'start_at', k.start_at, 'end_at', k.end_at
        )
    from maitred.allocations as l
    inner join maitred.table_blocks as k on k.restaurant_id = l.restaurant_id and k.id = l.block_id
    where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
        and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        and not coalesce(k.start_at >= lower(l.during) and k.end_at <= upper(l.during), false);
end;
$function$;

comment on function maitred_internal.drift_allocation_not_covering is
'Allocations that do not contain the window of their assignment, hold or block.';
