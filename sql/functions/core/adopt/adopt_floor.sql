create or replace function maitred_internal.adopt_floor(p_source text)
returns void
language plpgsql
volatile
as $function$
-- Takes tables over, and which of them stand side by side.
--
-- Writes: table_inventory, table_adjacencies, adoption_quarantine
begin
    perform maitred_internal.quarantine(p_source, 'missing_zone', t.source_row, t.restaurant_id)
    from maitred_internal.legacy_tables as t
    where t.restaurant_known and not t.zone_known;
    perform maitred_internal.quarantine(p_source, 'impossible_table', t.source_row, t.restaurant_id)
    from maitred_internal.legacy_tables as t
    where t.restaurant_known and not t.possible;
    perform maitred_internal.quarantine(p_source, 'repeated_name', t.source_row, t.restaurant_id)
    from maitred_internal.legacy_tables as t
    where t.restaurant_known and t.repeated;

    insert into maitred.table_inventory (
        restaurant_id, id, zone_id, name, capacity, min_party, max_party, movable, in_service
    )
    select
        t.restaurant_id, t.id, t.zone_id,
        case when t.repeated then format('%s (%s)', left(t.name, 180), left(t.id::text, 8)) else t.name end,
        t.capacity, t.min_party, t.max_party, t.movable, t.in_service
    from maitred_internal.legacy_tables as t
    where t.restaurant_known and t.zone_known and t.possible
    on conflict do nothing;

    perform maitred_internal.quarantine(p_source, 'unknown_neighbour', r, null)
    from maitred_internal.adoption_rows as r
    left join maitred.table_inventory as a on a.id = (r.data ->> 'table_a')::uuid
    left join maitred.table_inventory as b
        on b.restaurant_id = a.restaurant_id and b.id = (r.data ->> 'table_b')::uuid and b.id <> a.id
    where r.relation = 'table_adjacencies' and b.id is null;

    insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
    select distinct a.restaurant_id, least(a.id, b.id), greatest(a.id, b.id)
    from maitred_internal.adoption_rows as r
    inner join maitred.table_inventory as a on a.id = (r.data ->> 'table_a')::uuid
    inner join maitred.table_inventory as b
        on b.restaurant_id = a.restaurant_id and b.id = (r.data ->> 'table_b')::uuid and b.id <> a.id
    where r.relation = 'table_adjacencies'
    on conflict do nothing;
end;
$function$;

comment on function maitred_internal.adopt_floor is
'Inserts the possible tables of known zones, and adjacencies between them; what exists already stays as it is.';
