create or replace function maitred_internal.get_restaurant(p_restaurant_id uuid)
returns maitred.restaurants
language plpgsql
stable
as $function$
-- Finds a restaurant, or refuses.
--
-- Raises: 22023 MD105
declare
    v_restaurant maitred.restaurants;
begin
    if p_restaurant_id is null then
        perform maitred_internal.refuse_argument('p_restaurant_id', null, 'be the id of a restaurant');
    end if;

    select r.* into v_restaurant from maitred.restaurants as r where r.id = p_restaurant_id;
    if not found then
        perform maitred_internal.raise_error(
            'restaurant_not_found', format('there is no restaurant %s', p_restaurant_id),
            jsonb_build_object('restaurant_id', p_restaurant_id)
        );
    end if;
    return v_restaurant;
end;
$function$;

comment on function maitred_internal.get_restaurant is 'The restaurant of that id; MD105 when there is none, 22023 when null.';
