create or replace function maitred_internal.slots_at(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_starts timestamptz [],
    p_stay interval,
    p_now timestamptz
)
returns maitred_internal.slot []
language plpgsql
stable
as $function$
-- Windows for a party at given starts: in which service each start lies, and how long the party stays there. Starts
-- outside any service, or before p_now, make none, nor do those at which pacing has no room.
declare
    v_slots maitred_internal.slot [] := array[]::maitred_internal.slot [];
    v_booking maitred.bookings := p_booking;
    v_slot record;
begin
    for v_slot in
        with services as materialized (
            select
                s.*,
                coalesce(
                    p_stay, maitred_internal.turn_time(p_restaurant.id, s.service_period_id, p_booking.party_size)
                ) as stay,
                maitred_internal.shortest_stay(p_restaurant.id, s.service_period_id) as shortest
            from (
                select distinct (u.at at time zone p_restaurant.timezone)::date + k.days as day
                from unnest(p_starts) as u (at)
                cross join (values (-1), (0)) as k (days)
            ) as d
            cross join lateral maitred_internal.services_on(p_restaurant.id, d.day) as s
        )

        select distinct on (u.at) u.at as start_at, s.*
        from unnest(p_starts) as u (at)
        inner join services as s on s.opens_at <= u.at and u.at < s.closes_at
        where u.at >= p_now
        order by u.at, s.opens_at desc, s.service_period_id
    loop
        if v_slot.paced then
            v_booking.start_at := v_slot.start_at;
            v_booking.end_at := v_slot.start_at + v_slot.stay;
            continue when maitred_internal.pacing_excess(v_booking, v_slot.service_period_id) is not null;
        end if;
        v_slots := v_slots || row(
            v_slot.start_at, v_slot.start_at + v_slot.stay, v_slot.opens_at, v_slot.shortest
        )::maitred_internal.slot;
    end loop;
    return v_slots;
end;
$function$;

comment on function maitred_internal.slots_at is
'The windows that p_booking''s party could have at p_starts, in order; p_stay null: the turn time of the service.';
