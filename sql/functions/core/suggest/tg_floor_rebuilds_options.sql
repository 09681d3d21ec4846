create or replace function maitred_internal.tg_floor_rebuilds_options()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Rebuilds the options of every restaurant whose tables or adjacencies a statement has changed, once per statement.
begin
    if tg_op = 'INSERT' then
        perform maitred_internal.rebuild_table_options(c.restaurant_id)
        from (select distinct n.restaurant_id from new_rows as n order by n.restaurant_id) as c;
    elsif tg_op = 'DELETE' then
        perform maitred_internal.rebuild_table_options(c.restaurant_id)
        from (select distinct o.restaurant_id from old_rows as o order by o.restaurant_id) as c;
    else
        perform maitred_internal.rebuild_table_options(c.restaurant_id)
        from (
            select n.restaurant_id from (select * from new_rows except select * from old_rows) as n
            union
            select o.restaurant_id from (select * from old_rows except select * from new_rows) as o
            order by restaurant_id
        ) as c;
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.tg_floor_rebuilds_options is
'Trigger of maitred.table_inventory and maitred.table_adjacencies: rebuilds the table options of the restaurants concerned.';

create or replace trigger new_table_rebuilds_options
after insert on maitred.table_inventory referencing new table as new_rows
for each statement execute function maitred_internal.tg_floor_rebuilds_options();

create or replace trigger changed_table_rebuilds_options
after update on maitred.table_inventory referencing old table as old_rows new table as new_rows
for each statement execute function maitred_internal.tg_floor_rebuilds_options();

create or replace trigger lost_table_rebuilds_options
after delete on maitred.table_inventory referencing old table as old_rows
for each statement execute function maitred_internal.tg_floor_rebuilds_options();

create or replace trigger new_adjacency_rebuilds_options
after insert on maitred.table_adjacencies referencing new table as new_rows
for each statement execute function maitred_internal.tg_floor_rebuilds_options();

create or replace trigger changed_adjacency_rebuilds_options
after update on maitred.table_adjacencies referencing old table as old_rows new table as new_rows
for each statement execute function maitred_internal.tg_floor_rebuilds_options();

create or replace trigger lost_adjacency_rebuilds_options
after delete on maitred.table_adjacencies referencing old table as old_rows
for each statement execute function maitred_internal.tg_floor_rebuilds_options();
