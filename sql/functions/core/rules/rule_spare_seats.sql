create or replace function maitred_internal.rule_spare_seats(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- No more seats stay empty than the restaurant likes: a warning, or a refusal where the restaurant says so.
declare
    v_spare constant int := p_proposal.seats - (p_proposal.booking).party_size;
    v_limit constant int := (p_proposal.restaurant).max_spare_seats;
begin
    if v_spare > v_limit then
        return array[row(
            'spare_seats', case when (p_proposal.restaurant).block_spare_seats then 'block' else 'warn' end, null,
            format('%s seats would stay empty, the restaurant likes at most %s', v_spare, v_limit),
            jsonb_build_object('spare_seats', v_spare, 'max_spare_seats', v_limit)
        )::maitred_internal.violation];
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.rule_spare_seats is 'No more seats stay empty than the restaurant likes: a warning, or a refusal where the restaurant says so.';
