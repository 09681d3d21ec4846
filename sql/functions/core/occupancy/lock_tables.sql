create or replace function maitred_internal.lock_tables(p_restaurant_id uuid, p_table_ids uuid [])
returns maitred.table_inventory []
language plpgsql
volatile
as $function$
-- Locks tables in the order of their ids and returns them: before any of their allocations is touched, and all that a
-- transaction takes or frees immediately. NO KEY UPDATE goes together with the key-share locks of foreign key checks.
--
-- One after the other: a statement for all of them would sort, and read all tables of the restaurant. Mostly there is
-- one.
--
-- Locks:  tables by id (for no key update)
declare
    v_table_ids uuid [] := p_table_ids;
    v_table_id uuid;
    v_table maitred.table_inventory;
    v_tables maitred.table_inventory [] := array[]::maitred.table_inventory [];
begin
    -- @plpgsql_check_options: performance_warnings = off
    -- (it does not see the row locks in the subquery and takes the function for STABLE)
    if cardinality(p_table_ids) > 1 then
        v_table_ids := array(select distinct w.id from unnest(p_table_ids) as w (id) order by w.id);
    end if;

    foreach v_table_id in array v_table_ids
    loop
        v_table := (
            select t from maitred.table_inventory as t
            where t.restaurant_id = p_restaurant_id and t.id = v_table_id
            for no key update
        );
        if v_table.id is not null then
            v_tables := v_tables || v_table;
        end if;
    end loop;
    return v_tables;
end;
$function$;

comment on function maitred_internal.lock_tables is
'Locks the tables with those ids, in the order of their ids, and returns the rows; unknown ids are left out.';
