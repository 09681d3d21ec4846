create or replace function maitred_internal.rule_pacing(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- No more parties or guests arrive or are present in a quarter of an hour than the service takes.
begin
    if p_proposal.pacing is null then
        return null;
    end if;
    return array(
        select row(
            'pacing', 'block', null,
            format(
                '%s %s, the service takes at most %s',
                l.value ->> 'would_be',
                case l.value ->> 'limit'
                    when 'max_arriving_parties' then 'parties would arrive in that quarter of an hour'
                    when 'max_arriving_covers' then 'guests would arrive in that quarter of an hour'
                    when 'max_covers_present' then 'guests would be present at once'
                    when 'max_online_parties' then 'parties that booked online would arrive in that quarter of an hour'
                    when 'max_online_covers' then 'guests who booked online would arrive in that quarter of an hour'
                end,
                l.value ->> 'allowed'
            ),
            l.value
        )::maitred_internal.violation
        from jsonb_array_elements(p_proposal.pacing) as l
    );
end;
$function$;

comment on function maitred_internal.rule_pacing is
'No more parties or guests arrive or are present in a quarter of an hour than the service takes; one violation a limit.';
