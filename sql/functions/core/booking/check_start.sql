create or replace function maitred_internal.check_start(
    p_restaurant maitred.restaurants,
    p_start_at timestamptz,
    p_opens_at timestamptz,
    p_earliest timestamptz
)
returns void
language plpgsql
stable
as $function$
-- Refuses a start that is too early for its source, or at which this restaurant is closed.
--
-- Raises: 22023 MD302
begin
    if p_start_at < p_earliest then
        perform maitred_internal.refuse_argument(
            'p_start_at', maitred_internal.clock_of(p_restaurant.id, p_start_at),
            format('not be before %s', maitred_internal.clock_of(p_restaurant.id, p_earliest))
        );
    end if;
    if p_opens_at is null then
        perform maitred_internal.raise_error(
            'outside_opening_hours',
            format('%s is closed at %s', p_restaurant.name, maitred_internal.clock_of(p_restaurant.id, p_start_at)),
            jsonb_build_object(
                'start_at', p_start_at, 'local', p_start_at at time zone p_restaurant.timezone,
                'timezone', p_restaurant.timezone
            )
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_start is
'Raises 22023 for a start before p_earliest (null: any), MD302 when p_opens_at is null: no service then.';
