create or replace function maitred_internal.rule_one_zone(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- Tables used together stand in one zone.
declare
    v_table maitred.table_inventory;
    v_zone_ids uuid [] := array[]::uuid [];
    v_zones int;
begin
    foreach v_table in array p_proposal.tables
    loop
        v_zone_ids := array_remove(v_zone_ids, v_table.zone_id) || v_table.zone_id;
    end loop;

    v_zones := cardinality(v_zone_ids);
    if v_zones > 1 then
        return array[row(
            'one_zone', 'block', null, format('the tables stand in %s zones', v_zones),
            jsonb_build_object('zones', v_zones)
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_one_zone is 'Tables used together stand in one zone.';
