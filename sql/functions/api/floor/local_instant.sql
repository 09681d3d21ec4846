create or replace function maitred.local_instant(p_restaurant_id uuid, p_local timestamp)
returns timestamptz
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Turns a time on the restaurant's wall clock into an instant.
--
-- Raises: 22023 MD105 MD302
declare
    v_restaurant constant maitred.restaurants := maitred_internal.get_restaurant(p_restaurant_id);
    v_instant timestamptz;
begin
    perform maitred_internal.check_instant('p_local', p_local at time zone 'UTC');

    v_instant := maitred_internal.instant_of_local(v_restaurant.timezone, p_local);
    if v_instant at time zone v_restaurant.timezone <> p_local then
        perform maitred_internal.raise_error(
            'outside_opening_hours',
            format(
                '%s does not exist in %s: the clock is set forward over it',
                to_char(p_local, 'YYYY-MM-DD HH24:MI:SS'), v_restaurant.timezone
            ),
            jsonb_build_object(
                'local', p_local, 'timezone', v_restaurant.timezone,
                'next', v_instant at time zone v_restaurant.timezone
            ),
            format(
                'The next time that exists is %s.',
                to_char(v_instant at time zone v_restaurant.timezone, 'YYYY-MM-DD HH24:MI:SS')
            )
        );
    end if;
    return v_instant;
end;
$function$;

comment on function maitred.local_instant is
'Returns the instant at which the restaurant''s clock shows p_local.

Returns: the instant; of an hour that comes twice its first occurrence.
Errors: 22023 invalid_argument; MD105 restaurant_not_found; MD302 an hour that the clock skips.';

grant execute on function maitred.local_instant(uuid, timestamp)
to maitred_guest, maitred_worker, maitred_reader;
