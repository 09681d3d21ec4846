create or replace function maitred_internal.sets_to_grow(p_restaurant maitred.restaurants, p_size int, p_most int)
returns bigint
language plpgsql
stable
as $function$
-- About how many combinations of p_size tables a floor has, without making them: each option of one table less with
-- each table that may be added makes one, and each is made p_size times. Counting ends where they are too many.
begin
    if p_restaurant.require_adjacency then
        return (
            select count(*) / p_size
            from (
                select
                from maitred_internal.table_options as o
                cross join unnest(o.table_ids) as u (id)
                cross join lateral (
                    select from maitred.table_adjacencies as a
                    where a.restaurant_id = p_restaurant.id and a.table_a = u.id
                    union all
                    select from maitred.table_adjacencies as a
                    where a.restaurant_id = p_restaurant.id and a.table_b = u.id
                ) as n
                where o.restaurant_id = p_restaurant.id and o.joinable and cardinality(o.table_ids) = p_size - 1
                limit (p_most::bigint + 1) * p_size
            ) as pairs
        );
    end if;
    return (
        select coalesce(sum(z.parts * (z.tables - p_size + 1)), 0)::bigint / p_size
        from (
            select
                count(*) filter (where cardinality(o.table_ids) = p_size - 1) as parts,
                count(*) filter (where cardinality(o.table_ids) = 1) as tables
            from maitred_internal.table_options as o
            where o.restaurant_id = p_restaurant.id and o.joinable
            group by o.zone_id
        ) as z
    );
end;
$function$;

comment on function maitred_internal.sets_to_grow is
'An estimate of the combinations of p_size tables that grow_table_options would make: exact without adjacency, else at most that many twice over; counted up to p_most.';
