create or replace function maitred_internal.lock_restaurant(p_restaurant_id uuid)
returns maitred.restaurants
language plpgsql
volatile
as $function$
-- Reads a restaurant and keeps it from being deleted until the transaction ends, or refuses.
--
-- The foreign key of what is written for it would take the same lock, and fail in words of PostgreSQL's.
--
-- Locks:  restaurant (for key share)
-- Raises: 22023 MD105
declare
    v_restaurant maitred.restaurants;
begin
    -- @plpgsql_check_options: performance_warnings = off
    -- (it does not see the row lock in the subquery and takes the function for STABLE)
    v_restaurant := (select r from maitred.restaurants as r where r.id = p_restaurant_id for key share);
    if v_restaurant.id is null then
        v_restaurant := maitred_internal.get_restaurant(p_restaurant_id);
    end if;
    return v_restaurant;
end;
$function$;

comment on function maitred_internal.lock_restaurant is
'The restaurant of that id, which stays until the transaction ends; MD105 when there is none, 22023 when null.';
