create or replace function maitred_internal.drift_assignment_without_allocation(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A confirmed or seated booking has a table, but nothing keeps the table for it.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    select
        a.restaurant_id, a.booking_id, a.table_id,
        format('booking_table_assignments:%s/%s', a.booking_id, a.table_id),
        jsonb_build_object('status', b.status, 'start_at', a.start_at, 'end_at', a.end_at)
    from maitred.booking_table_assignments as a
    inner join maitred.bookings as b on b.restaurant_id = a.restaurant_id and b.id = a.booking_id
    where (p_scope.restaurant_id is null or a.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and b.status in ('confirmed', 'seated')
        and not exists (
            select from maitred.allocations as l
            where l.restaurant_id = a.restaurant_id and l.booking_id = a.booking_id and l.table_id = a.table_id
                and (p_scope.booking_ids is null or l.booking_id = any(p_scope.booking_ids))
        );
end;
$function$;

comment on function maitred_internal.drift_assignment_without_allocation is
'Assignments of confirmed and seated bookings that have no allocation.';
