-- In which of some windows a party could sit, and best where: the multirange that each table is taken, turned into the
-- spans in which it is free, against the windows; then options all of whose tables are free, by the measure of
-- rank_options.
create or replace function maitred_internal.free_slots(
    p_booking maitred.bookings,
    p_house maitred.restaurants,
    p_slots maitred_internal.slot [],
    p_now timestamptz
)
returns table (start_at timestamptz, end_at timestamptz, options int, best_table_ids uuid [])
language sql
stable
rows 40
as $function$
    with slots as materialized (
        select
            s.start_at, s.end_at, s.opens_at, s.shortest,
            tstzrange(s.start_at, s.end_at + p_house.buffer_after) as during,
            extract(epoch from s.end_at - s.start_at) / 60 as stay
        from unnest(p_slots) as s
    ),
    horizon as (
        select tstzrange(
            min(s.start_at) - interval '24 hours', max(s.end_at) + p_house.buffer_after + interval '24 hours'
        ) as during
        from slots as s
    ),
    taken as materialized (
        select l.table_id, range_agg(l.during) as times
        from maitred.allocations as l
        cross join horizon as h
        where l.restaurant_id = p_house.id and l.during && h.during
            and l.booking_id is distinct from p_booking.id
            and (l.kind <> 'hold' or l.expires_at > p_now)
        group by l.table_id
    ),
    free as materialized (
        select t.id, t.capacity, u.span
        from maitred.table_inventory as t
        cross join horizon as h
        left join taken as k on k.table_id = t.id
        cross join lateral unnest(tstzmultirange(h.during) - coalesce(k.times, '{}')) as u (span)
        where t.restaurant_id = p_house.id and t.in_service
    ),
    fits as materialized (
        select
            s.start_at, f.id,
            f.capacity / 60.0 * (
                case when g.before < s.shortest then extract(epoch from g.before) else 0 end
                + case when g.after < s.shortest then extract(epoch from g.after) else 0 end
            ) as gap
        from slots as s
        inner join free as f on f.span @> s.during
        cross join lateral (
            select s.start_at - greatest(lower(f.span), s.opens_at) as before, upper(f.span) - upper(s.during) as after
        ) as g
    ),
    places as (
        select f.start_at, o.table_ids, o.capacity, sum(f.gap) as gap
        from maitred_internal.table_options as o
        cross join unnest(o.table_ids) as u (id)
        inner join fits as f on f.id = u.id
        where o.restaurant_id = p_house.id and o.parties @> p_booking.party_size
            and not (p_house.block_spare_seats and o.capacity - p_booking.party_size > p_house.max_spare_seats)
        group by f.start_at, o.table_ids, o.capacity
        having count(*) = cardinality(o.table_ids)
    )

    select distinct on (s.start_at)
        s.start_at, s.end_at, (count(*) over (partition by s.start_at))::int, p.table_ids
    from slots as s
    inner join places as p on p.start_at = s.start_at
    order by
        s.start_at, (p.capacity - p_booking.party_size) * s.stay + p.gap, cardinality(p.table_ids), p.table_ids
$function$;

comment on function maitred_internal.free_slots is
'Those of p_slots in which p_booking''s party finds a place, how many places there are and the best; its own tables count as free.';
