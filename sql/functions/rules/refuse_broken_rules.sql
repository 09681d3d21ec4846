-- Refuses what a rule blocks, listing all that do.
--
-- Raises: MD301
create or replace function maitred_internal.refuse_broken_rules(
    p_booking_id uuid,
    p_violations maitred_internal.violation []
)
returns void
language plpgsql
stable
as $function$
declare
    v_message text;
    v_list jsonb;
begin
    select string_agg(v.message, '; ' order by v.n), jsonb_agg(to_jsonb(v) - 'n' order by v.n)
    into v_message, v_list
    from unnest(p_violations) with ordinality as v (rule, severity, table_id, message, detail, n)
    where v.severity = 'block';

    if v_list is not null then
        perform maitred_internal.raise_error(
            'rule_violated', v_message, jsonb_build_object('booking_id', p_booking_id, 'violations', v_list)
        );
    end if;
end;
$function$;

comment on function maitred_internal.refuse_broken_rules is
'Raises MD301 when a violation blocks; DETAIL lists every one that does under violations. Warnings pass.';
