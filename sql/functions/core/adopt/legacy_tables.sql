-- Tables of an older system as they would be here.
create or replace view maitred_internal.legacy_tables
with (security_invoker = true) as
select
    n.source_row,
    n.restaurant_id,
    n.id,
    n.zone_id,
    n.name,
    n.capacity,
    n.min_party,
    n.movable,
    n.in_service,
    case when n.max_party < n.capacity then greatest(n.max_party, n.min_party) end as max_party,
    n.capacity between 1 and 1000 and n.min_party between 1 and n.capacity as possible,
    h.id is not null as restaurant_known,
    z.id is not null as zone_known,
    row_number() over (partition by n.restaurant_id, n.zone_id, n.name order by n.id) > 1 as repeated
from (
    select
        r as source_row,
        (r.data ->> 'restaurant_id')::uuid as restaurant_id,
        (r.data ->> 'id')::uuid as id,
        (r.data ->> 'zone_id')::uuid as zone_id,
        coalesce(nullif(left(btrim(regexp_replace(
            coalesce(r.data ->> 'table_number', r.data ->> 'name'),
            E'[\\u0001-\\u0020\\u007F-\\u00A0\\u061C\\u200E\\u200F\\u2028-\\u202F\\u2066-\\u2069]+', ' ', 'g'
        )), 200), ''), 'Table') as name,
        coalesce((r.data ->> 'capacity')::int, 0) as capacity,
        coalesce((r.data ->> 'min_party_size')::int, 1) as min_party,
        (r.data ->> 'max_party_size')::int as max_party,
        coalesce(r.data ->> 'mobility', 'movable') <> 'fixed' as movable,
        coalesce((r.data ->> 'active')::boolean, true)
        and coalesce(r.data ->> 'status', 'available') <> 'out_of_service' as in_service
    from maitred_internal.adoption_rows as r
    where r.relation = 'table_inventory'
) as n
left join maitred.restaurants as h on h.id = n.restaurant_id
left join maitred.zones as z on z.restaurant_id = n.restaurant_id and z.id = n.zone_id;

comment on view maitred_internal.legacy_tables is
'Staged rows of table_inventory in the types of maitred.table_inventory, and what is known of their restaurant and zone.';
