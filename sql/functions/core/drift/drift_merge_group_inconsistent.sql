create or replace function maitred_internal.drift_merge_group_inconsistent(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- Tables of one booking that do not share a merge group, or a single table that has one.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    with unusual as (
        select a.restaurant_id, a.booking_id
        from maitred.booking_table_assignments as a
        where (p_scope.restaurant_id is null or a.restaurant_id = p_scope.restaurant_id)
            and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
        group by a.restaurant_id, a.booking_id
        having count(*) > 1 or count(a.merge_group_id) > 0
    )
    select
        a.restaurant_id, a.booking_id, null::uuid, format('bookings:%s', a.booking_id),
        jsonb_build_object(
            'table_ids', jsonb_agg(a.table_id order by a.table_id),
            'merge_group_ids', jsonb_agg(a.merge_group_id order by a.table_id)
        )
    from unusual as u
    inner join maitred.booking_table_assignments as a
        on a.restaurant_id = u.restaurant_id and a.booking_id = u.booking_id
    where (p_scope.restaurant_id is null or a.restaurant_id = p_scope.restaurant_id)
        and (p_scope.booking_ids is null or a.booking_id = any(p_scope.booking_ids))
    group by a.restaurant_id, a.booking_id
    having case
        when count(distinct a.table_id) = 1 then count(a.merge_group_id) > 0
        else count(a.merge_group_id) < count(*) or count(distinct a.merge_group_id) > 1
    end;
end;
$function$;

comment on function maitred_internal.drift_merge_group_inconsistent is
'Bookings whose two or more tables do not share one merge_group_id, or whose only table has one.';
