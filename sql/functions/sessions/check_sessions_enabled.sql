-- Refuses manual sessions in a house that has switched them off.
--
-- Raises: MD403
create or replace function maitred_internal.check_sessions_enabled(p_restaurant_id uuid)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $function$
begin
    if not exists (
        select from maitred.restaurants as r where r.id = p_restaurant_id and r.manual_sessions_enabled
    ) then
        perform maitred_internal.raise_error(
            'feature_disabled', format('manual assignment sessions are switched off in restaurant %s', p_restaurant_id),
            jsonb_build_object('restaurant_id', p_restaurant_id, 'setting', 'manual_sessions_enabled')
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_sessions_enabled is 'Raises MD403 unless manual_sessions_enabled is on.';
