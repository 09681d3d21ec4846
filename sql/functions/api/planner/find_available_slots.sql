create or replace function maitred.find_available_slots(
    p_restaurant_id uuid,
    p_date date,
    p_party_size int,
    p_step interval default '15 minutes'
)
returns table (start_at timestamptz, end_at timestamptz, options int, best_table_ids uuid [])
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 40
as $function$
-- Lists the times of an evening at which a party would get a table now, by the rules and options of assignment.
--
-- Starts are counted in p_step from the opening of each service that begins on the date, as instants: a clock change
-- neither skips nor doubles one. They are counted before they are made.
--
-- Raises: 22023 MD105
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
    v_restaurant constant maitred.restaurants := maitred_internal.get_restaurant(p_restaurant_id);
    v_draft constant maitred.bookings := maitred_internal.draft_booking(v_restaurant, p_party_size);
    v_step double precision;
    v_slots maitred_internal.slot [];
begin
    if p_date is null or p_date not between '0001-01-03' and '9999-12-29' then
        perform maitred_internal.refuse_argument('p_date', p_date::text, 'be a date between the years 1 and 9999');
    end if;
    v_step := maitred_internal.check_span('p_step', p_step, '5 minutes', '24 hours');
    if (
        select sum(ceil(extract(epoch from s.closes_at - s.opens_at) / v_step))
        from maitred_internal.services_on(v_restaurant.id, p_date) as s
    ) > 600 then
        perform maitred_internal.refuse_argument(
            'p_step', p_step::text, 'be longer: the services of that date have more than 600 such steps'
        );
    end if;

    v_slots := maitred_internal.slots_at(
        v_draft, v_restaurant,
        array(
            select distinct g.at
            from maitred_internal.services_on(v_restaurant.id, p_date) as s
            cross join generate_series(
                s.opens_at, s.closes_at - interval '1 microsecond', make_interval(secs => v_step)
            ) as g (at)
            order by g.at
        ),
        null, v_now
    );
    return query
    select f.start_at, f.end_at, f.options, f.best_table_ids
    from maitred_internal.free_slots(v_draft, v_restaurant, v_slots, v_now) as f
    order by f.start_at;
end;
$function$;

comment on function maitred.find_available_slots is
'Finds the start times of a day at which a party gets a table now.

p_date: the local date on which the services begin.
p_step: 5 minutes to 24 hours, at most 600 times a date.
Returns: a row per time: the end by its turn time, how many arrangements are free, and the best.
Errors: 22023 also a party size that the restaurant does not take; MD105 restaurant_not_found.

Opening hours, options, holds, blocks and pacing are evaluated as in an assignment.';

grant execute on function maitred.find_available_slots(uuid, date, int, interval) to maitred_guest;
