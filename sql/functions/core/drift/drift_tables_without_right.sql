create or replace function maitred_internal.drift_tables_without_right(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A booking that is pending, cancelled or a no-show has a table.
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
        and b.status in ('pending', 'pending_allocation', 'cancelled', 'no_show');
end;
$function$;

comment on function maitred_internal.drift_tables_without_right is
'Assignments of bookings that are pending, pending_allocation, cancelled or no_show.';
