create or replace function maitred_internal.grow_table_options(p_restaurant maitred.restaurants, p_size int)
returns void
language sql
volatile
set enable_nestloop = off
set jit = off
as $function$
-- Adds the options of p_size tables, each made of an option of one table less and a table beside it.
--
-- Nested loops are off (and with them JIT, which their penalty would start): while a floor is loaded nobody has counted
-- its tables, and the planner takes them for a few.
--
-- Writes: table_options
    with parts as (
        select
            o.table_ids, o.zone_id, o.capacity,
            -- What fits the part: a combination takes any party, a single table has its limits.
            case p_size when 2 then o.parties else int4multirange(int4range(1, o.capacity + 1)) end as parties
        from maitred_internal.table_options as o
        where o.restaurant_id = p_restaurant.id and o.joinable and cardinality(o.table_ids) = p_size - 1
    ),
    fits as materialized (
        select t.id, t.zone_id, t.capacity
        from maitred.table_inventory as t
        where t.restaurant_id = p_restaurant.id and t.movable and t.in_service
    ),
    beside as (
        select p.*, t.id as added, t.capacity as more
        from parts as p
        cross join unnest(p.table_ids) as u (id)
        inner join (
            select a.table_a as id, a.table_b as other_id from maitred.table_adjacencies as a
            where a.restaurant_id = p_restaurant.id
            union all
            select a.table_b, a.table_a from maitred.table_adjacencies as a
            where a.restaurant_id = p_restaurant.id
        ) as n on n.id = u.id
        inner join fits as t on t.id = n.other_id and t.zone_id = p.zone_id
        where p_restaurant.require_adjacency
        union all
        select p.*, t.id, t.capacity
        from parts as p
        inner join fits as t on t.zone_id = p.zone_id
        where not p_restaurant.require_adjacency
    ),
    grown as (
        select
            array(select u.id from unnest(b.table_ids || b.added) as u (id) order by u.id) as table_ids,
            b.capacity + b.more as capacity,
            b.zone_id,
            b.parties
        from beside as b
        where b.added <> all(b.table_ids)
    )

    insert into maitred_internal.table_options (restaurant_id, table_ids, capacity, parties, zone_id, joinable)
    select
        p_restaurant.id, g.table_ids, g.capacity,
        int4multirange(int4range(1, g.capacity + 1)) - range_agg(g.parties), g.zone_id, true
    from grown as g
    group by g.table_ids, g.capacity, g.zone_id
$function$;

comment on function maitred_internal.grow_table_options is
'Inserts every combination of p_size tables, from the options of p_size - 1; parties excludes those that fit in such a part.';
