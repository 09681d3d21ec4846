create or replace function maitred_internal.rebuild_table_options(p_restaurant_id uuid)
returns void
language plpgsql
volatile
as $function$
-- Makes the options of a restaurant again: single tables in service, then, size by size, everything that can be pushed
-- together: movable, of one zone, connected unless the restaurant does without.
--
-- A connected set of n tables has at least two connected parts of n - 1, so growing by one table finds every set, and
-- its parts tell which parties never need it. Sizes that would make too many sets are left out, whole; they are counted
-- before they are made, since a floor of 3,000 tables has over four million pairs.
--
-- Writes: option_builds (first, as the lock: a second build waits and then sees what the first one saw), table_options
-- Raises: 22023
declare
    v_now constant timestamptz := clock_timestamp();
    v_restaurant maitred.restaurants;
    v_tables int;
    v_parts int;
begin
    insert into maitred_internal.option_builds as b (restaurant_id, built_at, floor, options)
    values (p_restaurant_id, v_now, '', 0)
    on conflict (restaurant_id) do update set built_at = excluded.built_at;

    select count(*)::int into v_tables from maitred.table_inventory as t where t.restaurant_id = p_restaurant_id;
    if v_tables > 3000 then
        perform maitred_internal.refuse_argument(
            'table_inventory', format('%s tables', v_tables), 'have at most 3000 tables of a restaurant'
        );
    end if;
    select r.* into strict v_restaurant from maitred.restaurants as r where r.id = p_restaurant_id;
    delete from maitred_internal.table_options as o where o.restaurant_id = p_restaurant_id;

    insert into maitred_internal.table_options (restaurant_id, table_ids, capacity, parties, zone_id, joinable)
    select
        p_restaurant_id, array[t.id], t.capacity,
        int4multirange(int4range(t.min_party, coalesce(t.max_party, t.capacity), '[]')), t.zone_id, t.movable
    from maitred.table_inventory as t
    where t.restaurant_id = p_restaurant_id and t.in_service;

    for v_size in 2..v_restaurant.max_combined_tables loop
        select count(*)::int into v_parts
        from maitred_internal.table_options as o
        where o.restaurant_id = p_restaurant_id and o.joinable and cardinality(o.table_ids) = v_size - 1;
        exit when v_parts > 3000 or maitred_internal.sets_to_grow(v_restaurant, v_size, 20000) > 20000;
        perform maitred_internal.grow_table_options(v_restaurant, v_size);
    end loop;

    update maitred_internal.option_builds as b
    set
        floor = f.floor,
        options = (select count(*) from maitred_internal.table_options as o where o.restaurant_id = p_restaurant_id)
    from maitred_internal.floor_fingerprints(p_restaurant_id) as f
    where b.restaurant_id = p_restaurant_id;
end;
$function$;

comment on function maitred_internal.rebuild_table_options is
'Rebuilds maitred_internal.table_options of a restaurant from its floor. Sizes above one that has 3,000 sets, or of which there would be more than 20,000, are left out. More than 2,000 tables: 22023.';
