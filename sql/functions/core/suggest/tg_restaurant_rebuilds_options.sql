create or replace function maitred_internal.tg_restaurant_rebuilds_options()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Rebuilds a restaurant's options when it begins to combine tables in another way.
begin
    perform maitred_internal.rebuild_table_options(new.id);
    return null;
end;
$function$;

comment on function maitred_internal.tg_restaurant_rebuilds_options is
'Trigger of maitred.restaurants: rebuilds its table options when max_combined_tables or require_adjacency change.';

create or replace trigger restaurant_rebuilds_options
after update of max_combined_tables, require_adjacency on maitred.restaurants
for each row when (
    (old.max_combined_tables, old.require_adjacency) is distinct from (new.max_combined_tables, new.require_adjacency)
)
execute function maitred_internal.tg_restaurant_rebuilds_options();
