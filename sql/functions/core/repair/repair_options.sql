create or replace function maitred_internal.repair_options(p_finding maitred_internal.finding)
returns boolean
language plpgsql
volatile
as $function$
-- Makes a restaurant's options from its floor. A floor of more tables than a restaurant may have, loaded past the
-- trigger that refuses it, needs review.
--
-- Writes: option_builds, table_options
begin
    if (
        select count(*) from maitred.table_inventory as t where t.restaurant_id = p_finding.restaurant_id
    ) > 3000 then
        return false;
    end if;
    perform maitred_internal.rebuild_table_options(p_finding.restaurant_id);
    return true;
end;
$function$;

comment on function maitred_internal.repair_options is
'Rebuilds the table options of the restaurant of a finding; false when it has more than 3,000 tables.';
