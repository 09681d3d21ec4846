create or replace function maitred_internal.check_stay(
    p_restaurant maitred.restaurants,
    p_start_at timestamptz,
    p_end_at timestamptz
)
returns void
language plpgsql
stable
as $function$
-- Refuses a stay that ends before it begins, or lasts too long.
--
-- Raises: 22023
begin
    if p_end_at <= p_start_at or p_end_at - p_start_at > interval '24 hours' then
        perform maitred_internal.refuse_argument(
            'p_end_at', maitred_internal.clock_of(p_restaurant.id, p_end_at),
            format(
                'be after p_start_at, %s, by at most 24 hours', maitred_internal.clock_of(p_restaurant.id, p_start_at)
            )
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_stay is
'Raises 22023 unless p_end_at is after p_start_at, by at most 24 hours.';
