create or replace function maitred.suggest_tables(p_booking_id uuid, p_limit int default 5)
returns table (rank int, table_ids uuid [], capacity int, score numeric, reasons jsonb)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 5
as $function$
-- Suggests tables for a booking, best first, without locks and without changing anything.
--
-- Raises: 22023 MD101
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
    v_booking maitred.bookings;
    v_restaurant maitred.restaurants;
begin
    if p_limit is null or p_limit not between 1 and 1000 then
        perform maitred_internal.refuse_argument('p_limit', p_limit::text, 'be between 1 and 1000');
    end if;
    v_booking := maitred_internal.find_booking(p_booking_id);
    select r.* into strict v_restaurant from maitred.restaurants as r where r.id = v_booking.restaurant_id;

    return query
    with evaluated as (
        select o.*, v.violations
        from maitred_internal.rank_options(v_booking, v_restaurant, false, null, v_now) with ordinality
            as o (table_ids, capacity, spare_minutes, gap_minutes, neighbour_minutes, former, n)
        cross join lateral (
            select maitred_internal.evaluate_rules(maitred_internal.make_proposal(
                v_booking, v_restaurant,
                array(
                    select t from maitred.table_inventory as t
                    where t.restaurant_id = v_booking.restaurant_id and t.id = any(o.table_ids)
                ),
                o.table_ids, false, null, null
            )) as violations
        ) as v
        where not exists (select from unnest(v.violations) as u where u.severity = 'block')
        order by o.n
        limit p_limit
    )
    select
        (row_number() over (order by j.n))::int, j.table_ids, j.capacity,
        round(j.spare_minutes + j.gap_minutes + j.neighbour_minutes, 1),
        jsonb_build_object(
            'spare_seats', j.capacity - v_booking.party_size,
            'spare_seat_minutes', round(j.spare_minutes, 1),
            'gap_seat_minutes', round(j.gap_minutes, 1),
            'neighbour_seat_minutes', round(j.neighbour_minutes, 1),
            'former_tables', j.former,
            'warnings', coalesce((select jsonb_agg(u.rule) from unnest(j.violations) as u), '[]')
        )
    from evaluated as j
    order by j.n;
end;
$function$;

comment on function maitred.suggest_tables is
'Suggests free tables and combinations for a booking, best first; its own tables count as free.

Returns: score: what it costs later parties in seat-minutes, less is better; reasons: its parts (spare seats, time
    left in pieces, neighbours that can no longer be pushed together), whether an edited booking had these tables, and
    the rules that warn. No row: see explain_unassigned_booking.
Errors: 22023 invalid_argument; MD101 booking_not_found.

Of a restaurant with more than 3,000 combinations of one size larger ones are not looked for, here and in every
automatic assignment; staff may assign them.';

grant execute on function maitred.suggest_tables(uuid, int) to maitred_staff;
