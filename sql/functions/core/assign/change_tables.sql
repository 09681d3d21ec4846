create or replace function maitred_internal.change_tables(
    p_booking maitred.bookings,
    p_change maitred_internal.table_change
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Puts a locked booking on tables: adds to those it has, or replaces them. Returns what happened. What staff name
-- replaces by itself what was chosen automatically (choice_replaces).
--
-- Locks:  tables by id: those it has, those it gets and those of the holds that it gives up, all at once
-- Writes: through place_tables
-- Raises: MD102 MD201 MD202 MD301
declare
    v_restaurant maitred.restaurants;
    v_holdings maitred_internal.holdings;
    v_change maitred_internal.table_change := p_change;
    v_proposal maitred_internal.proposal;
    v_violations maitred_internal.violation [];
begin
    if p_booking.status in ('completed', 'cancelled') then
        perform maitred_internal.refuse_ended_booking(p_booking);
    end if;

    -- LOCK
    v_holdings := maitred_internal.read_holdings(p_booking, p_change.actor, p_change.release_all);
    v_holdings.tables := maitred_internal.lock_tables(
        p_booking.restaurant_id, v_holdings.has || v_holdings.held || p_change.table_ids
    );

    -- GUARD
    if v_holdings.inconsistent && p_change.table_ids then
        perform maitred_internal.raise_inconsistent(p_booking, v_holdings.inconsistent, p_change.table_ids);
    end if;
    v_holdings.tables := maitred_internal.check_tables_exist(
        p_booking.restaurant_id, p_change.table_ids, v_holdings.tables, true
    );
    v_restaurant := (select r from maitred.restaurants as r where r.id = p_booking.restaurant_id);
    if p_change.pinned and not p_change.replaces and cardinality(v_holdings.has) > 0 then
        v_change.replaces := maitred_internal.choice_replaces(
            p_booking, v_restaurant, v_holdings.tables, v_holdings.has, v_holdings.chosen, p_change.table_ids,
            p_change.must_connect
        );
    end if;
    v_proposal := maitred_internal.make_proposal(
        p_booking, v_restaurant, v_holdings.tables,
        case when v_change.replaces then p_change.table_ids else v_holdings.has || p_change.table_ids end,
        p_change.must_connect, p_change.expected_start_at, p_change.expected_end_at, p_count => false
    );
    if v_proposal.paced then
        v_proposal := maitred_internal.count_with_pacing_lock(v_proposal, p_change.at);
    end if;
    v_violations := maitred_internal.evaluate_rules(v_proposal);
    if cardinality(v_violations) > 0 then
        perform maitred_internal.refuse_violations(p_booking.id, v_violations);
    end if;

    -- CHANGE
    return maitred_internal.place_tables(p_booking, v_restaurant.buffer_after, v_holdings, v_change);
end;
$function$;

comment on function maitred_internal.change_tables is
'Adds tables to a locked booking, or replaces those it has (p_change.replaces, or staff name tables instead of what was chosen automatically); locks, evaluates, places, releases, and returns what happened.';
