create or replace function maitred_internal.rule_booking_status(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- The booking is not over.
begin
    if (p_proposal.booking).status in ('completed', 'cancelled') then
        return array[row(
            'booking_status', 'block', null, format('the booking is %s', (p_proposal.booking).status),
            jsonb_build_object('status', (p_proposal.booking).status)
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_booking_status is 'The booking is not over.';
