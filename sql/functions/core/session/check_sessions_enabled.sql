create or replace function maitred_internal.check_sessions_enabled(p_restaurant_id uuid)
returns maitred.restaurants
language plpgsql
stable
as $function$
-- Refuses manual sessions in a restaurant that has switched them off, and returns any other.
--
-- Raises: MD403
declare
    v_restaurant maitred.restaurants;
begin
    v_restaurant := (select r from maitred.restaurants as r where r.id = p_restaurant_id);
    if not v_restaurant.manual_sessions_enabled then
        perform maitred_internal.raise_error(
            'feature_disabled', format('manual assignment sessions are switched off in restaurant %s', p_restaurant_id),
            jsonb_build_object('restaurant_id', p_restaurant_id, 'setting', 'manual_sessions_enabled')
        );
    end if;
    return v_restaurant;
end;
$function$;

comment on function maitred_internal.check_sessions_enabled is 'The restaurant; raises MD403 unless manual_sessions_enabled is on.';
