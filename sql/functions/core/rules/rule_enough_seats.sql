create or replace function maitred_internal.rule_enough_seats(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- The tables together have a seat for every guest.
begin
    if p_proposal.seats < (p_proposal.booking).party_size then
        return array[row(
            'enough_seats', 'block', null,
            format('%s seats are too few for %s guests', p_proposal.seats, (p_proposal.booking).party_size),
            jsonb_build_object('seats', p_proposal.seats, 'party_size', (p_proposal.booking).party_size)
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_enough_seats is 'The tables together have a seat for every guest.';
