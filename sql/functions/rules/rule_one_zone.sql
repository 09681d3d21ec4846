-- Tables used together stand in one zone.
create or replace function maitred_internal.rule_one_zone(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_zones constant int := (select count(distinct t.zone_id)::int from unnest(p_proposal.tables) as t);
begin
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
