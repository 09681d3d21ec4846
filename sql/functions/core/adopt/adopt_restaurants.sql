create or replace function maitred_internal.adopt_restaurants(p_source text)
returns void
language plpgsql
volatile
as $function$
-- Takes restaurants and zones over.
--
-- Writes: restaurants, zones, adoption_quarantine
begin
    perform maitred_internal.quarantine(p_source, 'unknown_timezone', r, (r.data ->> 'id')::uuid)
    from maitred_internal.adoption_rows as r
    where r.relation = 'restaurants'
        and not exists (select from maitred_internal.timezones as z where z.name = r.data ->> 'timezone');

    insert into maitred.restaurants (id, name, timezone)
    select
        (r.data ->> 'id')::uuid,
        coalesce(nullif(left(n.name, 200), ''), 'Restaurant'),
        r.data ->> 'timezone'
    from maitred_internal.adoption_rows as r
    cross join lateral maitred_internal.plain_line(r.data ->> 'name') as n (name)
    where r.relation = 'restaurants'
        and exists (select from maitred_internal.timezones as z where z.name = r.data ->> 'timezone')
    on conflict do nothing;

    perform maitred_internal.quarantine(p_source, 'no_restaurant', r, null)
    from maitred_internal.adoption_rows as r
    where r.relation in ('zones', 'table_inventory', 'bookings')
        and not exists (
            select from maitred.restaurants as h where h.id = (r.data ->> 'restaurant_id')::uuid
        );

    insert into maitred.zones (restaurant_id, id, name)
    select
        n.restaurant_id, n.id,
        case when n.repeated then format('%s (%s)', left(n.name, 180), left(n.id::text, 8)) else n.name end
    from (
        select
            h.id as restaurant_id,
            (r.data ->> 'id')::uuid as id,
            coalesce(nullif(left(m.name, 200), ''), 'Zone') as name,
            row_number() over (partition by h.id, left(m.name, 200) order by r.data ->> 'id') > 1 as repeated
        from maitred_internal.adoption_rows as r
        inner join maitred.restaurants as h on h.id = (r.data ->> 'restaurant_id')::uuid
        cross join lateral maitred_internal.plain_line(r.data ->> 'name') as m (name)
        where r.relation = 'zones'
    ) as n
    on conflict do nothing;
end;
$function$;

comment on function maitred_internal.adopt_restaurants is
'Inserts the restaurants with a known time zone, and their zones; what exists already stays as it is.';
