-- Makes a restaurant's options from its floor.
--
-- Writes: option_builds, table_options
-- Calls:  rebuild_table_options
create or replace function maitred_internal.mend_options(p_finding maitred_internal.finding)
returns boolean
language plpgsql
volatile
as $function$
begin
    perform maitred_internal.rebuild_table_options(p_finding.restaurant_id);
    return true;
end;
$function$;

comment on function maitred_internal.mend_options is
'Rebuilds the table options of the restaurant of a finding.';
