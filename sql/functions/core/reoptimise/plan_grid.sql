create or replace function maitred_internal.plan_grid(
    p_restaurant maitred.restaurants,
    p_from timestamptz,
    p_until timestamptz,
    out zero timestamptz,
    out cell interval,
    out guard int
)
language plpgsql
stable
as $function$
-- The cells of a plan: quarters of an hour, or as much coarser as 62 of them need to be to span all bookings.
--
-- guard cells lie before the first booking, so that the gap before it can be measured like any other.
declare
    v_first timestamptz;
    v_last timestamptz;
    v_service maitred_internal.service;
    v_quarters int;
begin
    select min(b.start_at), max(b.end_at + p_restaurant.buffer_after)
    into v_first, v_last
    from maitred.bookings as b
    where b.restaurant_id = p_restaurant.id and b.start_at >= p_from and b.start_at < p_until
        and b.status in ('pending', 'pending_allocation', 'confirmed');

    v_first := date_bin('15 minutes', v_first, timestamptz 'epoch');
    v_quarters := ceil((extract(epoch from v_last - v_first) / 900 + 8) / 62)::int;
    cell := interval '15 minutes' * v_quarters;
    v_service := maitred_internal.service_at(p_restaurant, v_first);
    guard := least(8, ceil(
        extract(epoch from maitred_internal.shortest_stay(p_restaurant.id, v_service.service_period_id))
        / extract(epoch from cell)
    )::int - 1);
    guard := greatest(guard, 1);
    zero := v_first - guard * cell;
end;
$function$;

comment on function maitred_internal.plan_grid is
'Where the cells of a plan begin, how long each is, and how many lie before the first booking; nulls without bookings.';
