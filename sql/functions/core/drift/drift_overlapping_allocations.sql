create or replace function maitred_internal.drift_overlapping_allocations(p_scope maitred_internal.drift_scope)
returns table (restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)
language plpgsql
stable
as $function$
-- Two allocations of one table at the same time.
-- Where it comes from and what it does: maitred.drift_catalogue.
#variable_conflict use_column
begin
    return query
    with suspect as (
        select s.restaurant_id, s.table_id
        from (
            select
                l.restaurant_id,
                l.table_id,
                lower(l.during) as starts,
                max(upper(l.during)) over (
                    partition by l.restaurant_id, l.table_id order by lower(l.during), l.id
                    rows between unbounded preceding and 1 preceding
                ) as taken_until
            from maitred.allocations as l
            where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
                and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
        ) as s
        where s.starts < s.taken_until
        group by s.restaurant_id, s.table_id
    ),
    claimed as (
        select l.*, coalesce(l.booking_id, h.booking_id) as for_booking
        from suspect as s
        inner join maitred.allocations as l on l.restaurant_id = s.restaurant_id and l.table_id = s.table_id
        left join maitred.table_holds as h on h.restaurant_id = l.restaurant_id and h.id = l.hold_id
        where (p_scope.restaurant_id is null or l.restaurant_id = p_scope.restaurant_id)
            and (p_scope.allocation_ids is null or l.id = any(p_scope.allocation_ids))
    )
    select
        b.restaurant_id, b.for_booking, b.table_id, format('allocations:%s', b.id),
        jsonb_build_object(
            'allocation_ids', jsonb_build_array(a.id, b.id), 'kinds', jsonb_build_array(a.kind, b.kind),
            'booking_ids', jsonb_build_array(a.for_booking, b.for_booking),
            'during', jsonb_build_array(a.during, b.during)
        )
    from claimed as a
    inner join claimed as b
        on b.restaurant_id = a.restaurant_id and b.table_id = a.table_id and b.id > a.id and b.during && a.during;
end;
$function$;

comment on function maitred_internal.drift_overlapping_allocations is
'Pairs of allocations of a table that overlap in time; row_ref is the later row, detail has both.';
