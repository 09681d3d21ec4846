-- A restaurant and its floor in one call: for the race kit, the tests and the benchmarks. The database is one made for
-- them.
create schema maitred_floor;
grant usage on schema maitred_floor to public;
comment on schema maitred_floor is 'Of the tests and the race kit: this database is one made for them.';

-- Opens a restaurant in Paris that is always open and assigns nothing by itself, unless the arguments say otherwise.
--
-- p_tables:     [{"name": "T1", "capacity": 2, ...}]: also zone (by name; else hall), min_party, max_party, movable,
--               in_service; and id and zone_id, else md5 of the restaurant's id and the name
-- p_neighbours: [["T1", "T2"], ...]
-- p_settings:   columns of maitred.restaurants
-- p_services:   rows of maitred.service_periods: name, weekday, opens, closes and limits
-- p_turn_times: [{"max_party": 2, "duration": "90 min"}, ...]
create function maitred_floor.open_restaurant(
    p_id uuid,
    p_tables jsonb,
    p_neighbours jsonb default '[]',
    p_settings jsonb default '{}',
    p_services jsonb default '[]',
    p_turn_times jsonb default '[]'
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_settings constant jsonb := jsonb_build_object(
        'id', p_id, 'name', 'restaurant', 'timezone', 'Europe/Paris', 'auto_assign_on_booking', false
    ) || p_settings;
    v_columns constant text := (
        select string_agg(quote_ident(k.name), ', ') from jsonb_object_keys(v_settings) as k (name)
    );
begin
    execute format(
        'insert into maitred.restaurants (%s) select %1$s from jsonb_populate_record(null::maitred.restaurants, $1)',
        v_columns
    ) using v_settings;

    insert into maitred.zones (restaurant_id, id, name)
    select distinct p_id, coalesce(t.zone_id, md5(p_id || z.name)::uuid), z.name
    from jsonb_to_recordset(p_tables) as t (zone text, zone_id uuid)
    cross join lateral coalesce(t.zone, 'hall') as z (name);

    insert into maitred.table_inventory (
        restaurant_id, id, zone_id, name, capacity, min_party, max_party, movable, in_service
    )
    select
        p_id, coalesce(t.id, md5(p_id || t.name)::uuid),
        coalesce(t.zone_id, md5(p_id || coalesce(t.zone, 'hall'))::uuid), t.name, t.capacity,
        coalesce(t.min_party, 1), t.max_party, coalesce(t.movable, true), coalesce(t.in_service, true)
    from jsonb_to_recordset(p_tables) as t (
        id uuid, zone_id uuid, zone text, name text, capacity int, min_party int, max_party int, movable boolean,
        in_service boolean
    );

    if jsonb_array_length(p_neighbours) > 0 then
        insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
        select p_id, a.id, b.id
        from jsonb_array_elements(p_neighbours) as n (pair)
        inner join maitred.table_inventory as a on a.restaurant_id = p_id and a.name = n.pair ->> 0
        inner join maitred.table_inventory as b on b.restaurant_id = p_id and b.name = n.pair ->> 1;
    end if;

    if jsonb_array_length(p_services) > 0 then
        insert into maitred.service_periods (
            restaurant_id, name, weekday, opens, closes, max_arriving_parties, max_arriving_covers, max_covers_present
        )
        select
            p_id, s.name, s.weekday, s.opens, s.closes, s.max_arriving_parties, s.max_arriving_covers,
            s.max_covers_present
        from jsonb_populate_recordset(null::maitred.service_periods, p_services) as s;
    end if;

    if jsonb_array_length(p_turn_times) > 0 then
        insert into maitred.turn_times (restaurant_id, max_party, duration)
        select p_id, t.max_party, t.duration
        from jsonb_populate_recordset(null::maitred.turn_times, p_turn_times) as t;
    end if;
end;
$function$;
