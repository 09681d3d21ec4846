create or replace function maitred_internal.evaluate_rules(p_proposal maitred_internal.proposal)
returns maitred_internal.violation []
language plpgsql
immutable
as $function$
-- The one list of rules, for everybody who proposes or assigns: what violates each. What is said then, and whether it
-- blocks, is in describe_violation. Two more, free and hold_rate, need what the proposal does not hold.
--
-- One expression, because each costs as much to prepare as it does to run, in every transaction.
declare
    v_tables constant int := cardinality(p_proposal.tables);
    v_rules text [];
    v_rule text;
    v_violations maitred_internal.violation [];
begin
    v_rules := array_remove(array[
        -- The booking is not over.
        case when (p_proposal.booking).status in ('completed', 'cancelled') then 'booking_status' end,
        -- The window that the caller expects is the window of the booking.
        case
            when (p_proposal.expected_start_at, p_proposal.expected_end_at)
                <> ((p_proposal.booking).start_at, (p_proposal.booking).end_at)
                then 'window_mismatch'
        end,
        -- Every table is in service; of several see below.
        case when v_tables = 1 and not (p_proposal.tables[1]).in_service then 'in_service' end,
        -- The tables together have a seat for every guest.
        case when p_proposal.seats < (p_proposal.booking).party_size then 'enough_seats' end,
        -- No more seats stay empty than the restaurant likes.
        case
            when p_proposal.seats - (p_proposal.booking).party_size > (p_proposal.restaurant).max_spare_seats
                then 'spare_seats'
        end,
        -- The booking starts inside a service, and ends with it.
        case when p_proposal.closes_at is null then 'inside_service' end,
        case when (p_proposal.booking).end_at > p_proposal.closes_at then 'service_overrun' end,
        -- No more parties or guests arrive or are present in a quarter of an hour than the service takes.
        case when p_proposal.pacing is not null then 'pacing' end,
        -- A single table is given only to a party between its minimum and its maximum.
        case
            when v_tables = 1 and (p_proposal.booking).party_size < (p_proposal.tables[1]).min_party then 'min_party'
        end,
        case
            when v_tables = 1 and (p_proposal.booking).party_size > (p_proposal.tables[1]).max_party then 'max_party'
        end,
        -- No more tables are used together than the restaurant combines.
        case when v_tables > (p_proposal.restaurant).max_combined_tables then 'table_count' end
    ], null);
    if v_tables <> 1 then
        v_rules := v_rules || maitred_internal.evaluate_combination(p_proposal);
    end if;

    foreach v_rule in array v_rules
    loop
        v_violations := v_violations || maitred_internal.describe_violation(v_rule, p_proposal);
    end loop;
    return v_violations;
end;
$function$;

comment on function maitred_internal.evaluate_rules is
'Everything the rules, except free and hold_rate, have against a proposal; null or empty when nothing.';
