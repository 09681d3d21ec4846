create or replace function maitred_internal.drift_allocation_too_long(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- An allocation reaches far beyond the time of its booking, hold or block.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select
        l.restaurant_id, b.id, l.table_id, format('allocations:%s', l.id),
        jsonb_build_object(
            'kind', l.kind, 'owner_id', b.id, 'during', l.during, 'start_at', b.start_at, 'end_at', b.end_at
        )
    from maitred.allocations as l
    inner join maitred.bookings as b on b.restaurant_id = l.restaurant_id and b.id = l.booking_id
    where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
        and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and b.status in ('confirmed', 'seated')
        and maitred_internal.is_too_long(l.during, b.start_at, b.end_at)
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
        and maitred_internal.is_too_long(l.during, h.start_at, h.end_at)
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
        and maitred_internal.is_too_long(l.during, k.start_at, k.end_at);
end;
$function$;

comment on function maitred_internal.drift_allocation_too_long is
'Allocations that end more than 4 hours after their confirmed or seated booking, live hold or block, or begin more than a day before it.';
