-- Lists where a booking could sit now, best first, without locks: busy tables first, then the options without them.
--
-- The measure is seat-minutes wasted: spare seats for the whole stay, and for each table the gaps left before and after
-- that are too short to seat anybody. The tables that an edited booking had come first unless fewer seats would do.
-- A prefilter of judge and taken_by, which have the last word.
--
-- Calls: service_at, pacing_applies, pacing_excess, shortest_stay, former_tables, busy_tables
create or replace function maitred_internal.rank_options(
    p_booking maitred.bookings,
    p_house maitred.restaurants,
    p_all_claims boolean,
    p_actor uuid,
    p_now timestamptz
)
returns table (table_ids uuid [], capacity int, spare_minutes numeric, gap_minutes numeric, former boolean)
language plpgsql
stable
rows 50
as $function$
#variable_conflict use_column
declare
    v_during constant tstzrange := tstzrange(p_booking.start_at, p_booking.end_at + p_house.buffer_after);
    v_former constant uuid [] := maitred_internal.former_tables(p_booking);
    v_stay constant numeric := extract(epoch from p_booking.end_at - p_booking.start_at) / 60;
    v_service maitred_internal.service;
    v_shortest interval;
begin
    v_service := maitred_internal.service_at(p_house, p_booking.start_at);
    if v_service.closes_at is null or p_booking.status in ('completed', 'cancelled')
        or v_service.paced and maitred_internal.pacing_applies(p_booking)
        and maitred_internal.pacing_excess(p_booking, v_service.service_period_id) is not null
    then
        return;
    end if;
    v_shortest := maitred_internal.shortest_stay(p_booking.restaurant_id, v_service.service_period_id);

    return query
    with busy as (
        select * from maitred_internal.busy_tables(p_booking, v_during, v_shortest, p_all_claims, p_actor, p_now)
    ),
    gaps as (
        select
            t.id, t.capacity,
            case when g.before < v_shortest then g.before else interval '0' end
            + case when g.after < v_shortest then g.after else interval '0' end as gap
        from maitred.table_inventory as t
        left join busy as b on b.table_id = t.id
        cross join lateral (
            select
                lower(v_during) - greatest(b.free_from, v_service.opens_at) as before,
                b.free_until - upper(v_during) as after
        ) as g
        where t.restaurant_id = p_booking.restaurant_id
    ),
    free as (
        select
            o.table_ids, o.capacity,
            (o.capacity - p_booking.party_size) * v_stay as spare_minutes,
            (
                select sum(g.capacity * extract(epoch from g.gap) / 60) from gaps as g where g.id = any(o.table_ids)
            ) as gap_minutes,
            o.table_ids is not distinct from v_former as former
        from maitred_internal.table_options as o
        where o.restaurant_id = p_booking.restaurant_id
            and o.parties @> p_booking.party_size
            and not (p_house.block_spare_seats and o.capacity - p_booking.party_size > p_house.max_spare_seats)
            and not o.table_ids && array(select b.table_id from busy as b where b.taken)
    )
    select f.table_ids, f.capacity, f.spare_minutes, f.gap_minutes, f.former
    from free as f
    order by
        f.former and f.capacity = min(f.capacity) over () desc,
        f.spare_minutes + f.gap_minutes, cardinality(f.table_ids), f.table_ids;
end;
$function$;

comment on function maitred_internal.rank_options is
'The free options for a booking with the seat-minutes that each wastes, best first; none when the house is closed or at its pacing limit, or the booking over.';
