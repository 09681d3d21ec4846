create or replace function maitred_internal.pacing_excess(p_booking maitred.bookings, p_service_period_id uuid)
returns jsonb
language plpgsql
stable
as $function$
-- Which limits of a service period a booking would go beyond, counted from the bookings that have tables: arrivals in
-- the quarter of an hour in which it starts, and covers present in each quarter of its stay.
begin
    return (
        with others as materialized (
            select b.party_size, b.start_at, b.end_at, b.status, b.source = 'guest' as online
            from maitred.bookings as b
            where b.restaurant_id = p_booking.restaurant_id
                and b.start_at > p_booking.start_at - interval '24 hours 15 minutes'
                and b.start_at < p_booking.end_at + interval '15 minutes'
                and b.status in ('confirmed', 'seated', 'completed')
                and b.id <> p_booking.id
        ),
        quarter as (
            select date_bin('15 minutes', p_booking.start_at, timestamptz 'epoch') as start_at
        ),
        arriving as (
            select
                1 + count(o.*) as parties,
                p_booking.party_size + coalesce(sum(o.party_size), 0) as covers,
                1 + count(o.*) filter (where o.online) as online_parties,
                p_booking.party_size + coalesce(sum(o.party_size) filter (where o.online), 0) as online_covers
            from quarter as q
            left join others as o on o.start_at >= q.start_at and o.start_at < q.start_at + interval '15 minutes'
        ),
        present as (
            select max(p_booking.party_size + coalesce(c.covers, 0)) as covers
            from quarter as q
            cross join generate_series(q.start_at, p_booking.end_at - interval '1 microsecond', '15 minutes') as g (at)
            cross join lateral (
                select sum(o.party_size) as covers
                from others as o
                where o.start_at < g.at + interval '15 minutes' and o.end_at > g.at and o.status <> 'completed'
            ) as c
        )

        select jsonb_agg(
            jsonb_build_object('limit', l.name, 'allowed', l.allowed, 'would_be', l.would_be) order by l.name
        )
        from maitred.service_periods as p
        cross join arriving as a
        cross join present as n
        cross join lateral (
            values
            ('max_arriving_parties', p.max_arriving_parties, a.parties),
            ('max_arriving_covers', p.max_arriving_covers, a.covers),
            ('max_covers_present', p.max_covers_present, n.covers),
            (
                'max_online_parties', p.max_online_parties,
                case when p_booking.source = 'guest' then a.online_parties end
            ),
            ('max_online_covers', p.max_online_covers, case when p_booking.source = 'guest' then a.online_covers end)
        ) as l (name, allowed, would_be)
        where p.restaurant_id = p_booking.restaurant_id and p.id = p_service_period_id and l.would_be > l.allowed
    );
end;
$function$;

comment on function maitred_internal.pacing_excess is
'The limits of the service period that the booking would break, each with what is allowed and what it would be; null: none. Bookings without tables do not count.';
