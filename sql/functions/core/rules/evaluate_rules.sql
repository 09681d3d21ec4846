create or replace function maitred_internal.evaluate_rules(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- Asks every rule to which a proposal is enough, all but free and hold_rate: the one list of rules, for everybody who
-- proposes or assigns. A single table and a combination have some rules of their own.
declare
    v_violations maitred_internal.violation [];
begin
    v_violations := maitred_internal.rule_booking_status(p_proposal)
        || maitred_internal.rule_window_mismatch(p_proposal)
        || maitred_internal.rule_in_service(p_proposal)
        || maitred_internal.rule_enough_seats(p_proposal)
        || maitred_internal.rule_spare_seats(p_proposal)
        || maitred_internal.rule_inside_service(p_proposal)
        || maitred_internal.rule_service_overrun(p_proposal)
        || maitred_internal.rule_pacing(p_proposal);

    if cardinality(p_proposal.tables) = 1 then
        return v_violations
            || maitred_internal.rule_min_party(p_proposal)
            || maitred_internal.rule_max_party(p_proposal);
    end if;
    return v_violations
        || maitred_internal.rule_table_count(p_proposal)
        || maitred_internal.rule_one_zone(p_proposal)
        || maitred_internal.rule_movable(p_proposal)
        || maitred_internal.rule_connected(p_proposal);
end;
$function$;

comment on function maitred_internal.evaluate_rules is
'Everything the rules, except free and hold_rate, have against a proposal; null or empty when nothing.';
