create or replace function maitred_internal.table_costs(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_during tstzrange,
    p_opens_at timestamptz,
    p_shortest interval,
    p_release_all boolean,
    p_actor uuid,
    p_now timestamptz
)
returns table (
    table_id uuid, taken boolean, gap_minutes double precision, neighbour_minutes double precision
)
language sql
stable
rows 40
as $function$
-- What a window costs later parties at each table of a restaurant, in seat-minutes, and whether the table is taken in
-- it.
--
-- Two things: the gaps that it leaves before and after, and the time for which the tables that could be pushed to this
-- one are free, since that is then over. Tables that need not stand together can do without any single one.
    with busy as materialized (
        select * from maitred_internal.busy_tables(
            p_booking, p_during, p_shortest + interval '15 minutes', p_release_all, p_actor, p_now
        )
    ),
    tables as materialized (
        select
            t.id, t.capacity, b.taken, b.free_from, b.free_until,
            t.capacity * (
                extract(epoch from upper(p_during) - lower(p_during))::double precision / 60
                - coalesce(b.minutes_taken, 0)
            ) as free_minutes
        from maitred.table_inventory as t
        left join busy as b on b.table_id = t.id
        where t.restaurant_id = p_restaurant.id
    ),
    beside as (
        select u.id, sum(t.free_minutes) as minutes
        from maitred_internal.table_options as o
        cross join unnest(o.table_ids) as u (id)
        inner join tables as t on t.id = any(o.table_ids) and t.id <> u.id
        where p_restaurant.require_adjacency and o.restaurant_id = p_restaurant.id and cardinality(o.table_ids) = 2
        group by u.id
    )

    select
        t.id,
        coalesce(t.taken, false),
        t.capacity * (
            maitred_internal.gap_cost(
                extract(epoch from lower(p_during) - greatest(t.free_from, p_opens_at))::double precision / 60,
                extract(epoch from p_shortest)::double precision / 60
            )
            + maitred_internal.gap_cost(
                extract(epoch from t.free_until - upper(p_during))::double precision / 60,
                extract(epoch from p_shortest)::double precision / 60
            )
        ),
        coalesce(b.minutes, 0)
    from tables as t
    left join beside as b on b.id = t.id
$function$;

comment on function maitred_internal.table_costs is
'For each table: taken in p_during or not, and what p_during costs there by the gaps beside it and the free tables that could be pushed to it.';
