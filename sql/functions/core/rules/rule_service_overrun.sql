create or replace function maitred_internal.rule_service_overrun(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- The booking ends with its service; staying longer is a warning.
begin
    if (p_proposal.booking).end_at > p_proposal.closes_at then
        return array[row(
            'service_overrun', 'warn', null, 'the booking ends after its service',
            jsonb_build_object('end_at', (p_proposal.booking).end_at, 'closes_at', p_proposal.closes_at)
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_service_overrun is 'The booking ends with its service; staying longer is a warning.';
