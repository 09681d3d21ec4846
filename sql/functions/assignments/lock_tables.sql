-- Locks tables in the order of their ids and returns them: before any of their allocations is touched, and all that a
-- transaction takes or frees at once. NO KEY UPDATE goes together with the key-share locks of foreign key checks.
--
-- The generic plan, because "= any (array)" makes it look dearer than one made anew at each call, which it is not.
--
-- Locks:  tables by id (for no key update)
create or replace function maitred_internal.lock_tables(p_restaurant_id uuid, p_table_ids uuid [])
returns maitred.table_inventory []
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $function$
declare
    v_tables maitred.table_inventory [];
begin
    -- @plpgsql_check_options: performance_warnings = off
    -- (it does not see the row locks in the subquery and takes the function for STABLE)
    v_tables := array(
        select t
        from maitred.table_inventory as t
        where t.restaurant_id = p_restaurant_id and t.id = any(p_table_ids)
        order by t.id
        for no key update
    );
    return v_tables;
end;
$function$;

comment on function maitred_internal.lock_tables is
'Locks the tables with those ids, in the order of their ids, and returns the rows; unknown ids are left out.';
