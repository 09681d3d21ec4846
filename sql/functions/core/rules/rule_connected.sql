create or replace function maitred_internal.rule_connected(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- Tables used together are neighbours, where the restaurant or the caller asks for it.
begin
    if p_proposal.must_connect and not p_proposal.connected then
        return array[row(
            'connected', 'block', null, 'the tables are not all neighbours of each other',
            jsonb_build_object('tables', cardinality(p_proposal.tables))
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_connected is 'Tables used together are neighbours, where the restaurant or the caller asks for it.';
