create or replace function maitred_internal.table_names(p_restaurant_id uuid, p_table_ids uuid [])
returns text []
language sql
stable
as $function$
-- Names of tables, for people: by name; of an unknown table its id.
    select coalesce(array_agg(coalesce(t.name, u.id::text) order by t.name, u.id), '{}')
    from unnest(p_table_ids) as u (id)
    left join maitred.table_inventory as t on t.restaurant_id = p_restaurant_id and t.id = u.id
$function$;

comment on function maitred_internal.table_names is 'The names of tables of a restaurant, in order.';
