-- Refuses a party and window that this house cannot take: its size, its order, its length, its time.
--
-- Calls:  clock_of
-- Raises: 22023 MD302
create or replace function maitred_internal.check_wish(
    p_house maitred.restaurants,
    p_party_size int,
    p_start_at timestamptz,
    p_end_at timestamptz,
    p_opens_at timestamptz,
    p_earliest timestamptz
)
returns void
language plpgsql
stable
as $function$
begin
    if p_party_size is null or p_party_size not between p_house.min_party_size and p_house.max_party_size then
        perform maitred_internal.refuse_argument(
            'p_party_size', p_party_size::text,
            format('be between %s and %s guests in this restaurant', p_house.min_party_size, p_house.max_party_size)
        );
    end if;
    if p_end_at <= p_start_at or p_end_at - p_start_at > interval '24 hours' then
        perform maitred_internal.refuse_argument(
            'p_end_at', maitred_internal.clock_of(p_house.id, p_end_at),
            format('be after p_start_at, %s, by at most 24 hours', maitred_internal.clock_of(p_house.id, p_start_at))
        );
    end if;
    if p_start_at < p_earliest then
        perform maitred_internal.refuse_argument(
            'p_start_at', maitred_internal.clock_of(p_house.id, p_start_at),
            format('not be before %s', maitred_internal.clock_of(p_house.id, p_earliest))
        );
    end if;
    if p_opens_at is null then
        perform maitred_internal.raise_error(
            'outside_opening_hours',
            format('%s is closed at %s', p_house.name, maitred_internal.clock_of(p_house.id, p_start_at)),
            jsonb_build_object(
                'start_at', p_start_at, 'local', p_start_at at time zone p_house.timezone,
                'timezone', p_house.timezone
            )
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_wish is
'Raises 22023 for a party size, window or start (before p_earliest; null: any) out of range, MD302 when p_opens_at is null: no service then.';
