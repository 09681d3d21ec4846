create or replace function maitred_internal.drift_of(p_kind text, p_restaurant_id uuid)
returns setof maitred_internal.finding
language sql
stable
as $function$
-- The drift of one kind, history included.
    select f.*
    from maitred_internal.drift_in(p_kind, row(p_restaurant_id, null, null)::maitred_internal.drift_scope) as f
$function$;

comment on function maitred_internal.drift_of is
'The findings of one kind of maitred.drift_catalogue; p_restaurant_id null: of all restaurants.';
