create or replace function maitred_internal.rule_inside_service(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- The booking starts inside a service. One that was confirmed once was accepted under the hours that there were then,
-- and a new start under those at its edit: other hours of today are a warning.
begin
    if p_proposal.closes_at is null then
        return array[row(
            'inside_service',
            case when (p_proposal.booking).confirmed_at is null then 'block' else 'warn' end,
            null, 'the restaurant is closed when the booking starts',
            jsonb_build_object('start_at', (p_proposal.booking).start_at)
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_inside_service is 'The booking starts inside a service; a warning for one that was confirmed before the hours changed.';
