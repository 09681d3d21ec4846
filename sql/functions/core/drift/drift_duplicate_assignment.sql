create or replace function maitred_internal.drift_duplicate_assignment(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- A booking has a table more than once.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    with repeated as (
        select a.restaurant_id, a.booking_id, a.table_id
        from maitred.booking_table_assignments as a
        where (p_scope.restaurant_id is null or a.restaurant_id = p_scope.restaurant_id)
            and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
        group by a.restaurant_id, a.booking_id, a.table_id
        having count(*) > 1
    )
    select
        a.restaurant_id, a.booking_id, a.table_id,
        format('booking_table_assignments:%s/%s', a.booking_id, a.table_id),
        jsonb_build_object(
            'rows', count(*), 'windows', jsonb_agg(jsonb_build_array(a.start_at, a.end_at) order by a.start_at)
        )
    from repeated as r
    inner join maitred.booking_table_assignments as a
        on a.restaurant_id = r.restaurant_id and a.booking_id = r.booking_id and a.table_id = r.table_id
    where (p_scope.restaurant_id is null or a.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
    group by a.restaurant_id, a.booking_id, a.table_id;
end;
$function$;

comment on function maitred_internal.drift_duplicate_assignment is
'Bookings that have a table more than once.';
