-- Refuses a proposal that a rule blocks, listing all that do.
--
-- Calls:  judge
-- Raises: MD301
create or replace function maitred_internal.refuse_broken_rules(p_proposal maitred_internal.proposal)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_violations constant maitred_internal.violation [] := maitred_internal.judge(p_proposal);
    v_message text;
    v_list jsonb;
begin
    if coalesce(cardinality(v_violations), 0) = 0 then
        return;
    end if;

    select string_agg(v.message, '; ' order by v.n), jsonb_agg(to_jsonb(v) - 'n' order by v.n)
    into v_message, v_list
    from unnest(v_violations) with ordinality as v (rule, severity, table_id, message, detail, n)
    where v.severity = 'block';

    if v_list is not null then
        perform maitred_internal.raise_error(
            'rule_violated', v_message,
            jsonb_build_object('booking_id', (p_proposal.booking).id, 'violations', v_list)
        );
    end if;
end;
$function$;

comment on function maitred_internal.refuse_broken_rules is
'Raises MD301 when a rule blocks the proposal; DETAIL lists every blocking rule under violations. Warnings pass.';
