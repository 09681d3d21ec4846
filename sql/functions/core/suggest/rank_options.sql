create or replace function maitred_internal.rank_options(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_release_all boolean,
    p_actor uuid,
    p_now timestamptz
)
returns table (
    table_ids uuid [], capacity int, spare_minutes numeric, gap_minutes numeric, neighbour_minutes numeric,
    former boolean
)
language plpgsql
stable
rows 50
as $function$
-- Lists where a booking could sit now, best first, without locks: busy tables first, then the options without them.
--
-- The measure is what it costs later parties, in seat-minutes: spare seats for the whole stay, and what table_costs
-- says of each table. The tables that an edited booking had come first unless fewer seats would do; one that it has is
-- free when the time is that it would keep there. A prefilter of evaluate and find_conflicts, which have the last word.
#variable_conflict use_column
declare
    v_during constant tstzrange := tstzrange(p_booking.start_at, p_booking.end_at + p_restaurant.buffer_after);
    v_former constant uuid [] := maitred_internal.former_tables(p_booking);
    v_stay constant numeric := extract(epoch from p_booking.end_at - p_booking.start_at) / 60;
    v_service maitred_internal.service;
    v_shortest interval;
begin
    v_service := maitred_internal.service_at(p_restaurant, p_booking.start_at);
    if v_service.closes_at is null and p_booking.confirmed_at is null
        or p_booking.status in ('completed', 'cancelled')
        or v_service.paced and maitred_internal.pacing_applies(p_booking)
        and maitred_internal.pacing_excess(p_booking, v_service.service_period_id) is not null
    then
        return;
    end if;
    v_shortest := maitred_internal.shortest_stay(p_booking.restaurant_id, v_service.service_period_id);

    return query
    with tables as materialized (
        select *
        from maitred_internal.table_costs(
            p_booking, p_restaurant, v_during, v_service.opens_at, v_shortest, p_release_all, p_actor, p_now
        )
    ),
    kept as materialized (
        select k.table_id
        from maitred_internal.buffers_kept(p_booking, p_restaurant.buffer_after) as k
        where k.buffer < p_restaurant.buffer_after and not exists (
            select from maitred_internal.busy_tables(
                p_booking, tstzrange(p_booking.start_at, p_booking.end_at + k.buffer), interval '0', p_release_all,
                p_actor, p_now
            ) as t
            where t.table_id = k.table_id and t.taken
        )
    ),
    free as (
        select
            o.table_ids, o.capacity,
            (o.capacity - p_booking.party_size) * v_stay as spare_minutes,
            c.gap_minutes::numeric, c.neighbour_minutes::numeric,
            o.table_ids is not distinct from v_former as former
        from maitred_internal.table_options as o
        cross join lateral (
            select sum(t.gap_minutes) as gap_minutes, sum(t.neighbour_minutes) as neighbour_minutes
            from tables as t
            where t.table_id = any(o.table_ids)
        ) as c
        where o.restaurant_id = p_booking.restaurant_id
            and o.parties @> p_booking.party_size
            and not (
                p_restaurant.block_spare_seats and o.capacity - p_booking.party_size > p_restaurant.max_spare_seats
            )
            and not o.table_ids && array(
                select t.table_id from tables as t where t.taken except select k.table_id from kept as k
            )
    )
    select f.table_ids, f.capacity, f.spare_minutes, f.gap_minutes, f.neighbour_minutes, f.former
    from free as f
    order by
        f.former and f.capacity = min(f.capacity) over () desc,
        f.spare_minutes + f.gap_minutes + f.neighbour_minutes, cardinality(f.table_ids), f.table_ids;
end;
$function$;

comment on function maitred_internal.rank_options is
'The free options for a booking with the seat-minutes that each costs later parties, best first; none when the restaurant is closed (and the booking was never confirmed) or at its pacing limit, or the booking over.';
