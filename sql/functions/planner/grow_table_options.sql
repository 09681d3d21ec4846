-- Adds the options of p_size tables, each made of an option of one table less and a table beside it.
--
-- Writes: table_options
create or replace function maitred_internal.grow_table_options(p_house maitred.restaurants, p_size int)
returns void
language sql
volatile
as $function$
    with parts as (
        select
            o.table_ids, o.zone_id, o.capacity,
            -- What fits the part: a combination takes any party, a single table has its limits.
            case p_size when 2 then o.parties else int4multirange(int4range(1, o.capacity + 1)) end as parties
        from maitred_internal.table_options as o
        where o.restaurant_id = p_house.id and o.joinable and cardinality(o.table_ids) = p_size - 1
    ),
    beside as (
        select p.table_ids, n.id as added
        from parts as p
        cross join lateral (
            select case when a.table_a = u.id then a.table_b else a.table_a end as id
            from unnest(p.table_ids) as u (id)
            inner join maitred.table_adjacencies as a
                on a.restaurant_id = p_house.id and u.id in (a.table_a, a.table_b)
            where p_house.require_adjacency
            union
            select t.id
            from maitred.table_inventory as t
            where not p_house.require_adjacency and t.restaurant_id = p_house.id
        ) as n
    ),
    grown as (
        select
            array(select u.id from unnest(p.table_ids || t.id) as u (id) order by u.id) as table_ids,
            p.capacity + t.capacity as capacity,
            p.zone_id,
            p.parties
        from parts as p
        inner join beside as b on b.table_ids = p.table_ids
        inner join maitred.table_inventory as t
            on t.restaurant_id = p_house.id and t.id = b.added and t.zone_id = p.zone_id
        where t.movable and t.in_service and t.id <> all(p.table_ids)
    )

    insert into maitred_internal.table_options (restaurant_id, table_ids, capacity, parties, zone_id, joinable)
    select
        p_house.id, g.table_ids, g.capacity,
        int4multirange(int4range(1, g.capacity + 1)) - range_agg(g.parties), g.zone_id, true
    from grown as g
    group by g.table_ids, g.capacity, g.zone_id
$function$;

comment on function maitred_internal.grow_table_options is
'Inserts every combination of p_size tables, from the options of p_size - 1; parties excludes those that fit in such a part.';
