-- No more parties or guests arrive or are present in a quarter of an hour than the service takes.
create or replace function maitred_internal.rule_pacing(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
begin
    if p_proposal.pacing is null then
        return null;
    end if;
    return array(
        select row(
            'pacing', 'block', null,
            format(
                '%s would be %s, the service takes %s',
                l.value ->> 'limit', l.value ->> 'would_be', l.value ->> 'allowed'
            ),
            l.value
        )::maitred_internal.violation
        from jsonb_array_elements(p_proposal.pacing) as l
    );
end;
$function$;

comment on function maitred_internal.rule_pacing is
'No more parties or guests arrive or are present in a quarter of an hour than the service takes; one violation a limit.';
