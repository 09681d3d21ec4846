create or replace function maitred_internal.rule_table_count(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- No more tables are used together than the restaurant combines.
declare
    v_tables constant int := cardinality(p_proposal.tables);
    v_limit constant int := (p_proposal.restaurant).max_combined_tables;
begin
    if v_tables > v_limit then
        return array[row(
            'table_count', 'block', null,
            format('%s tables are too many, the restaurant combines at most %s', v_tables, v_limit),
            jsonb_build_object('tables', v_tables, 'max_combined_tables', v_limit)
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_table_count is 'No more tables are used together than the restaurant combines.';
