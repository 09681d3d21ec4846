create or replace function maitred_internal.rule_in_service(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- Every table is in service.
declare
    v_table maitred.table_inventory;
    v_violations maitred_internal.violation [];
begin
    foreach v_table in array p_proposal.tables
    loop
        if not v_table.in_service then
            v_violations := v_violations || row(
                'in_service', 'block', v_table.id, format('table %s is out of service', v_table.name),
                jsonb_build_object('table', v_table.name)
            )::maitred_internal.violation;
        end if;
    end loop;
    return v_violations;
end;
$function$;

comment on function maitred_internal.rule_in_service is 'Every table is in service.';
