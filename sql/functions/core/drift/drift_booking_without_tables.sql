create or replace function maitred_internal.drift_booking_without_tables(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A confirmed or seated booking has no table.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    select
        b.restaurant_id, b.id, null::uuid, format('bookings:%s', b.id),
        jsonb_build_object('status', b.status, 'start_at', b.start_at, 'party_size', b.party_size)
    from maitred.bookings as b
    where (p_scope.restaurant_id is null or b.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or b.id = any(p_scope.booking_ids))
        and b.status in ('confirmed', 'seated')
        and not exists (
            select from maitred.booking_table_assignments as a
            where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
                and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
        );
end;
$function$;

comment on function maitred_internal.drift_booking_without_tables is
'Confirmed and seated bookings without any assignment.';
