create or replace function maitred_internal.change_tables(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_actor uuid,
    p_now timestamptz,
    p_replace boolean default false,
    p_pinned boolean default true,
    p_must_connect boolean default false,
    p_release_all boolean default false,
    p_expected_start_at timestamptz default null,
    p_expected_end_at timestamptz default null
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Puts a locked booking on tables: adds to those it has, or replaces them. Returns what happened. What staff name
-- replaces by itself what was chosen automatically (choice_replaces).
--
-- Locks:  tables by id: those it has, those it gets and those of the holds that it gives up, all at once
-- Writes: through move_tables
-- Raises: MD102 MD201 MD202 MD301
declare
    v_restaurant maitred.restaurants;
    v_holdings maitred_internal.holdings;
    v_replace boolean := p_replace;
    v_proposal maitred_internal.proposal;
    v_violations maitred_internal.violation [];
begin
    if p_booking.status in ('completed', 'cancelled') then
        perform maitred_internal.refuse_ended_booking(p_booking);
    end if;

    -- LOCK
    v_holdings := maitred_internal.read_holdings(p_booking, p_actor, p_release_all);
    v_holdings.tables := maitred_internal.lock_tables(
        p_booking.restaurant_id, v_holdings.has || v_holdings.held || p_table_ids
    );

    -- GUARD
    if v_holdings.inconsistent && p_table_ids then
        perform maitred_internal.raise_inconsistent(p_booking, v_holdings.inconsistent, p_table_ids);
    end if;
    v_holdings.tables := maitred_internal.check_tables_exist(
        p_booking.restaurant_id, p_table_ids, v_holdings.tables, true
    );
    v_restaurant := (select r from maitred.restaurants as r where r.id = p_booking.restaurant_id);
    if p_pinned and not p_replace and cardinality(v_holdings.has) > 0 then
        v_replace := maitred_internal.choice_replaces(
            p_booking, v_restaurant, v_holdings.tables, v_holdings.has, v_holdings.chosen, p_table_ids, p_must_connect
        );
    end if;
    v_proposal := maitred_internal.make_proposal(
        p_booking, v_restaurant, v_holdings.tables,
        case when v_replace then p_table_ids else v_holdings.has || p_table_ids end,
        p_must_connect, p_expected_start_at, p_expected_end_at, p_count => false
    );
    if v_proposal.paced then
        v_proposal := maitred_internal.count_with_pacing_lock(v_proposal, p_now);
    end if;
    v_violations := maitred_internal.evaluate_rules(v_proposal);
    if cardinality(v_violations) > 0 then
        perform maitred_internal.refuse_violations(p_booking.id, v_violations);
    end if;

    -- CHANGE
    return maitred_internal.move_tables(
        p_booking, v_restaurant.buffer_after, v_holdings, p_table_ids, p_actor, p_now, v_replace, p_pinned
    );
end;
$function$;

comment on function maitred_internal.change_tables is
'Adds tables to a locked booking, or with p_replace, or instead of what was chosen automatically (p_pinned: staff name them), makes its tables exactly these; locks, evaluates, releases, places. p_release_all: gives up every hold on the booking, else those of p_actor.';
