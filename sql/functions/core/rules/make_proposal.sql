create or replace function maitred_internal.make_proposal(
    p_booking maitred.bookings,
    p_restaurant maitred.restaurants,
    p_found maitred.table_inventory [],
    p_table_ids uuid [],
    p_must_connect boolean,
    p_expected_start_at timestamptz,
    p_expected_end_at timestamptz,
    p_count boolean default true
)
returns maitred_internal.proposal
language plpgsql
stable
as $function$
-- Gathers what the rules evaluate: the only place where they get facts from, so that each of them is pure.
--
-- Reads: table_adjacencies, service periods, and where a service is paced the bookings around
declare
    v_proposal maitred_internal.proposal;
    v_service maitred_internal.service;
    v_table maitred.table_inventory;
begin
    v_proposal.booking := p_booking;
    v_proposal.restaurant := p_restaurant;
    v_proposal.tables := array[]::maitred.table_inventory [];
    -- A loop needs no query, and few tables are faster gone through than queried.
    foreach v_table in array coalesce(p_found, '{}')
    loop
        if v_table.id = any(p_table_ids) then
            v_proposal.tables := v_proposal.tables || v_table;
            v_proposal.seats := coalesce(v_proposal.seats, 0) + v_table.capacity;
        end if;
    end loop;
    v_proposal.must_connect := p_must_connect or p_restaurant.require_adjacency;
    v_proposal.connected := cardinality(v_proposal.tables) <= 1
        or v_proposal.must_connect and maitred_internal.tables_are_connected(p_booking.restaurant_id, p_table_ids);
    v_service := maitred_internal.service_at(p_restaurant, p_booking.start_at);
    v_proposal.closes_at := v_service.closes_at;
    if v_service.paced and maitred_internal.pacing_applies(p_booking) then
        v_proposal.paced := true;
        if p_count then
            v_proposal.pacing := maitred_internal.pacing_excess(p_booking, v_service.service_period_id);
        end if;
    end if;
    v_proposal.expected_start_at := p_expected_start_at;
    v_proposal.expected_end_at := p_expected_end_at;
    return v_proposal;
end;
$function$;

comment on function maitred_internal.make_proposal is
'A booking at those of p_found that are in p_table_ids, with the facts the rules need. connected is looked up only where it must be; p_count false: what pacing says is left to count_with_pacing_lock.';
