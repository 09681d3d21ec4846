create or replace function maitred_internal.free_spans(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_around tstzrange,
    p_now timestamptz
)
returns table (table_id uuid, capacity int, span tstzrange)
language sql
stable
rows 300
as $function$
-- When each table in service is free around a run of windows, a day to both sides: what allocations leave of that time.
-- A booking's own tables count as free.
    with taken as materialized (
        select l.table_id, range_agg(l.during) as times
        from maitred.allocations as l
        where l.restaurant_id = p_restaurant.id
            and l.during && tstzrange(lower(p_around) - interval '24 hours', upper(p_around) + interval '24 hours')
            and l.booking_id is distinct from p_booking.id
            and (l.kind <> 'hold' or l.expires_at > p_now)
        group by l.table_id
    )

    select t.id, t.capacity, u.span
    from maitred.table_inventory as t
    left join taken as k on k.table_id = t.id
    cross join lateral unnest(
        tstzmultirange(tstzrange(lower(p_around) - interval '24 hours', upper(p_around) + interval '24 hours'))
        - coalesce(k.times, '{}')
    ) as u (span)
    where t.restaurant_id = p_restaurant.id and t.in_service
$function$;

comment on function maitred_internal.free_spans is
'The spans from a day before p_around to a day after it in which a table is free.';
