create or replace function maitred_internal.free_slots(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_slots maitred_internal.slot [],
    p_now timestamptz
)
returns table (start_at timestamptz, end_at timestamptz, options int, best_table_ids uuid [])
language sql
stable
rows 40
as $function$
-- In which of some windows a party could sit, and best where: the spans in which tables are free, against the windows;
-- then options all of whose tables are free, by the measure of rank_options.
    with slots as materialized (
        select
            s.start_at, s.end_at, s.opens_at, s.end_at + p_restaurant.buffer_after as free_at,
            extract(epoch from s.shortest)::double precision / 60 as shortest,
            extract(epoch from s.end_at - s.start_at)::double precision / 60 as stay
        from unnest(p_slots) as s
    ),
    free as materialized (
        select
            s.start_at, s.end_at, s.stay, s.shortest, f.table_id, f.capacity,
            lower(f.span) <= s.start_at and s.free_at <= upper(f.span) as fits,
            f.capacity * extract(
                epoch from least(upper(f.span), s.free_at) - greatest(lower(f.span), s.start_at)
            )::double precision / 60 as free_minutes,
            extract(epoch from s.start_at - greatest(lower(f.span), s.opens_at))::double precision / 60 as before,
            extract(epoch from upper(f.span) - s.free_at)::double precision / 60 as after
        from (select tstzrange(min(w.start_at), max(w.free_at)) as around from slots as w) as a
        cross join lateral maitred_internal.free_spans(p_booking, p_restaurant, a.around, p_now) as f
        inner join slots as s on lower(f.span) < s.free_at and s.start_at < upper(f.span)
    ),
    pairs as materialized (
        select o.table_ids[n.one] as table_id, o.table_ids[3 - n.one] as other_id
        from maitred_internal.table_options as o
        cross join (values (1), (2)) as n (one)
        where p_restaurant.require_adjacency and o.restaurant_id = p_restaurant.id and cardinality(o.table_ids) = 2
    ),
    beside as (
        select f.start_at, p.table_id, sum(f.free_minutes) as minutes
        from pairs as p
        inner join free as f on f.table_id = p.other_id
        group by f.start_at, p.table_id
    ),
    costs as materialized (
        select
            f.start_at, f.end_at, f.stay, f.table_id,
            coalesce(b.minutes, 0) + f.capacity * (
                maitred_internal.gap_cost(f.before, f.shortest) + maitred_internal.gap_cost(f.after, f.shortest)
            ) as cost
        from free as f
        left join beside as b on b.start_at = f.start_at and b.table_id = f.table_id
        where f.fits
    ),
    places as (
        select
            c.start_at, max(c.end_at) as end_at, o.table_ids,
            (o.capacity - p_booking.party_size) * max(c.stay) + sum(c.cost) as cost
        from maitred_internal.table_options as o
        cross join unnest(o.table_ids) as u (id)
        inner join costs as c on c.table_id = u.id
        where o.restaurant_id = p_restaurant.id and o.parties @> p_booking.party_size
            and not (
                p_restaurant.block_spare_seats and o.capacity - p_booking.party_size > p_restaurant.max_spare_seats
            )
        group by c.start_at, o.table_ids, o.capacity
        having count(*) = cardinality(o.table_ids)
    )

    select distinct on (p.start_at)
        p.start_at, p.end_at, (count(*) over (partition by p.start_at))::int, p.table_ids
    from places as p
    order by p.start_at, p.cost, cardinality(p.table_ids), p.table_ids
$function$;

comment on function maitred_internal.free_slots is
'Those of p_slots in which p_booking''s party finds a place, how many places there are and the best; its own tables count as free.';
