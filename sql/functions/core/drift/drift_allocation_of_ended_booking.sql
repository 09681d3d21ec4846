create or replace function maitred_internal.drift_allocation_of_ended_booking(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A completed booking's table is still taken, or a booking that is over still holds one.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    select
        l.restaurant_id, b.id, l.table_id, format('allocations:%s', l.id),
        jsonb_build_object('status', b.status, 'kind', l.kind, 'owner_id', l.booking_id, 'during', l.during)
    from maitred.allocations as l
    inner join maitred.bookings as b on b.restaurant_id = l.restaurant_id and b.id = l.booking_id
    where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
        and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and b.status = 'completed'
    union all
    select
        l.restaurant_id, b.id, l.table_id, format('allocations:%s', l.id),
        jsonb_build_object('status', b.status, 'kind', l.kind, 'owner_id', l.hold_id, 'during', l.during)
    from maitred.allocations as l
    inner join maitred.table_holds as h on h.restaurant_id = l.restaurant_id and h.id = l.hold_id
    inner join maitred.bookings as b on b.restaurant_id = h.restaurant_id and b.id = h.booking_id
    where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
        and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and b.status in ('completed', 'cancelled')
        and l.expires_at > v_now;
end;
$function$;

comment on function maitred_internal.drift_allocation_of_ended_booking is
'Allocations of completed bookings, and live holds for completed or cancelled ones.';
