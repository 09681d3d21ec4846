create or replace function maitred_internal.rule_min_party(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- A single table is not given to a party below its minimum.
declare
    v_table constant maitred.table_inventory := p_proposal.tables[1];
begin
    if (p_proposal.booking).party_size < v_table.min_party then
        return array[row(
            'min_party', 'block', v_table.id,
            format('table %s takes parties of %s and more', v_table.name, v_table.min_party),
            jsonb_build_object(
                'table', v_table.name, 'min_party', v_table.min_party, 'party_size', (p_proposal.booking).party_size
            )
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_min_party is 'A single table is not given to a party below its minimum.';
