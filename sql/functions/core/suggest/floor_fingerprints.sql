create or replace function maitred_internal.floor_fingerprints(p_restaurant_id uuid)
returns table (restaurant_id uuid, floor text, tables bigint)
language sql
stable
as $function$
-- What table_options are made from, as a fingerprint of each restaurant's floor: equal when tables, adjacencies and the
-- settings about joining tables are.
    select
        r.id,
        md5(concat_ws('|', r.max_combined_tables, r.require_adjacency, t.listed, a.listed)),
        coalesce(t.tables, 0)
    from maitred.restaurants as r
    left join (
        select
            i.restaurant_id,
            count(*) as tables,
            string_agg(
                concat_ws(
                    ' ', i.id, i.zone_id, i.capacity, i.min_party, coalesce(i.max_party, i.capacity), i.movable,
                    i.in_service
                ),
                ',' order by i.id
            ) as listed
        from maitred.table_inventory as i
        where p_restaurant_id is null or i.restaurant_id = p_restaurant_id
        group by i.restaurant_id
    ) as t on t.restaurant_id = r.id
    left join (
        select
            n.restaurant_id,
            string_agg(concat_ws(' ', n.table_a, n.table_b), ',' order by n.table_a, n.table_b) as listed
        from maitred.table_adjacencies as n
        where p_restaurant_id is null or n.restaurant_id = p_restaurant_id
        group by n.restaurant_id
    ) as a on a.restaurant_id = r.id
    where p_restaurant_id is null or r.id = p_restaurant_id
$function$;

comment on function maitred_internal.floor_fingerprints is
'A fingerprint of the floor of each restaurant, or of p_restaurant_id, and how many tables it has.';
