create or replace function maitred_internal.check_party_size(p_restaurant maitred.restaurants, p_party_size int)
returns void
language plpgsql
stable
as $function$
-- Refuses a party that this restaurant does not take.
--
-- Raises: 22023
begin
    if p_party_size is null or p_party_size not between p_restaurant.min_party_size and p_restaurant.max_party_size then
        perform maitred_internal.refuse_argument(
            'p_party_size', p_party_size::text,
            format(
                'be between %s and %s guests in this restaurant', p_restaurant.min_party_size,
                p_restaurant.max_party_size
            )
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_party_size is
'Raises 22023 for a party that is null, or below or above the restaurant''s limits.';
