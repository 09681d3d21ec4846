create or replace function maitred_internal.rule_max_party(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- A single table is not given to a party above its maximum.
declare
    v_table constant maitred.table_inventory := p_proposal.tables[1];
begin
    if (p_proposal.booking).party_size > v_table.max_party then
        return array[row(
            'max_party', 'block', v_table.id,
            format('table %s takes parties of %s at most', v_table.name, v_table.max_party),
            jsonb_build_object(
                'table', v_table.name, 'max_party', v_table.max_party, 'party_size', (p_proposal.booking).party_size
            )
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_max_party is 'A single table is not given to a party above its maximum.';
