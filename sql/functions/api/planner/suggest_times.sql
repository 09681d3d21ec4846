create or replace function maitred.suggest_times(
    p_restaurant_id uuid,
    p_start_at timestamptz,
    p_party_size int,
    p_within interval default '60 minutes',
    p_limit int default 6
)
returns table (start_at timestamptz, end_at timestamptz, options int, best_table_ids uuid [])
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
rows 6
as $function$
-- Suggests the times nearest to a wished one at which a party would get a table now.
--
-- Raises: 22023 MD105
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
    v_restaurant constant maitred.restaurants := maitred_internal.get_restaurant(p_restaurant_id);
    v_draft constant maitred.bookings := maitred_internal.draft_booking(v_restaurant, p_party_size);
begin
    perform maitred_internal.check_instant('p_start_at', p_start_at);
    perform maitred_internal.check_span('p_within', p_within, '0 minutes', '24 hours');
    if p_limit is null or p_limit not between 1 and 1000 then
        perform maitred_internal.refuse_argument('p_limit', p_limit::text, 'be between 1 and 1000');
    end if;

    return query
    select n.start_at, n.end_at, n.options, n.best_table_ids
    from maitred_internal.nearest_slots(v_draft, v_restaurant, p_start_at, null, p_within, p_limit, v_now) as n;
end;
$function$;

comment on function maitred.suggest_times is
'Suggests times near p_start_at at which a party gets a table now, nearest first.

p_within: up to 24 hours, in quarters of an hour from p_start_at.
Returns: columns as find_available_slots.
Errors: 22023 invalid_argument; MD105 restaurant_not_found.';

grant execute on function maitred.suggest_times(uuid, timestamptz, int, interval, int) to maitred_guest;
