-- Every table is in service.
create or replace function maitred_internal.rule_in_service(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $function$
begin
    return array(
        select row(
            'in_service', 'block', t.id, format('table %s is out of service', t.name), jsonb_build_object('table', t.name)
        )::maitred_internal.violation
        from unnest(p_proposal.tables) as t
        where not t.in_service
    );
end;
$function$;

comment on function maitred_internal.rule_in_service is 'Every table is in service.';
