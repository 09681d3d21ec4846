create or replace function maitred.find_unwise_assignments(p_restaurant_id uuid default null)
returns table (advice text, restaurant_id uuid, booking_id uuid, table_ids uuid [], detail jsonb)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- What is consistent but unwise: bookings still to come whose tables today's floor and settings would not allow. Advice
-- for people, no drift: nothing repairs it.
    with coming as (
        select
            b.restaurant_id,
            b.id as booking_id,
            b.party_size,
            r.buffer_after,
            r.require_adjacency,
            array_agg(a.table_id order by a.table_id) as table_ids,
            sum(t.capacity) as seats,
            count(distinct t.zone_id) as zones,
            bool_and(t.in_service) as in_service,
            bool_or(upper(l.during) <> b.end_at + r.buffer_after) as other_buffer
        from maitred.bookings as b
        inner join maitred.restaurants as r on r.id = b.restaurant_id
        inner join maitred.booking_table_assignments as a on a.restaurant_id = b.restaurant_id and a.booking_id = b.id
        inner join maitred.table_inventory as t on t.restaurant_id = a.restaurant_id and t.id = a.table_id
        left join maitred.allocations as l
            on l.restaurant_id = a.restaurant_id and l.booking_id = a.booking_id and l.table_id = a.table_id
        where (p_restaurant_id is null or b.restaurant_id = p_restaurant_id)
            and b.status in ('confirmed', 'seated')
            and b.end_at > (select clock_timestamp())
        group by b.restaurant_id, b.id, b.party_size, r.buffer_after, r.require_adjacency
    )
    select
        v.advice, c.restaurant_id, c.booking_id, c.table_ids,
        jsonb_build_object('party_size', c.party_size) || v.detail
    from coming as c
    cross join lateral (
        values
        ('out_of_service', not c.in_service, '{}'::jsonb),
        ('too_few_seats', c.seats < c.party_size, jsonb_build_object('seats', c.seats)),
        ('two_zones', c.zones > 1, jsonb_build_object('zones', c.zones)),
        (
            'not_connected',
            case when c.require_adjacency and cardinality(c.table_ids) > 1
                then not maitred_internal.tables_are_connected(c.restaurant_id, c.table_ids)
            end,
            '{}'
        ),
        ('other_buffer', c.other_buffer, jsonb_build_object('buffer_after', c.buffer_after))
    ) as v (advice, given, detail)
    where v.given
    order by c.restaurant_id, c.booking_id, v.advice
$function$;

comment on function maitred.find_unwise_assignments is
'Finds confirmed and seated bookings still to come at tables that today''s floor and settings would not give them.

p_restaurant_id: null: of all restaurants.
Returns: a row per advice: out_of_service, too_few_seats, two_zones, not_connected (any more, in a restaurant that
    requires adjacency) or other_buffer (than configured).

Advice, no drift: reassign them if you like.';

grant execute on function maitred.find_unwise_assignments(uuid) to maitred_doctor, maitred_staff;
