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
    v_table maitred.table_inventory;
    v_tables maitred.table_inventory [] := array[]::maitred.table_inventory [];
    v_seats int;
    v_service constant maitred_internal.service := maitred_internal.service_at(p_restaurant, p_booking.start_at);
    v_paced constant boolean := v_service.paced and maitred_internal.pacing_applies(p_booking);
begin
    -- A loop needs no query, and few tables are faster gone through than queried.
    foreach v_table in array coalesce(p_found, '{}')
    loop
        if v_table.id = any(p_table_ids) then
            v_tables := v_tables || v_table;
            v_seats := coalesce(v_seats, 0) + v_table.capacity;
        end if;
    end loop;
    return row(
        p_booking, p_restaurant, v_tables, v_seats,
        cardinality(v_tables) <= 1 or (p_must_connect or p_restaurant.require_adjacency)
        and maitred_internal.tables_are_connected(p_booking.restaurant_id, p_table_ids),  -- connected
        v_service.closes_at,
        p_must_connect or p_restaurant.require_adjacency,  -- must_connect
        p_expected_start_at, p_expected_end_at, v_paced,
        case
            when v_paced and p_count then maitred_internal.pacing_excess(p_booking, v_service.service_period_id)
        end
    )::maitred_internal.proposal;
end;
$function$;

comment on function maitred_internal.make_proposal is
'A booking at those of p_found that are in p_table_ids, with the facts the rules need. connected is looked up only where it must be; p_count false: what pacing says is left to count_with_pacing_lock.';
