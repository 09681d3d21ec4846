create or replace function maitred_internal.swap_locked_tables(
    p_a maitred.bookings,
    p_b maitred.bookings,
    p_actor uuid,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Gives two locked bookings each other's tables.
--
-- Locks:  the tables of both and of their holds by id
-- Writes: through release_tables, place_tables, end_holds_on and derive_status
-- Raises: MD201 MD202 MD301 MD401
declare
    v_restaurant maitred.restaurants;
    v_of_a uuid [];
    v_of_b uuid [];
    v_tables maitred.table_inventory [];
    v_events_a maitred_internal.event [];
    v_events_b maitred_internal.event [];
begin
    v_of_a := maitred_internal.tables_to_swap(p_a);
    v_of_b := maitred_internal.tables_to_swap(p_b);
    select r.* into strict v_restaurant from maitred.restaurants as r where r.id = p_a.restaurant_id;

    -- LOCK
    v_tables := maitred_internal.lock_tables(p_a.restaurant_id, v_of_a || v_of_b || array(
        select u.id from maitred.table_holds as h, unnest(h.table_ids) as u (id)
        where h.restaurant_id = p_a.restaurant_id and h.booking_id in (p_a.id, p_b.id)
    ));

    -- GUARD
    perform maitred_internal.refuse_violations(p_a.id, maitred_internal.evaluate_rules(
        maitred_internal.make_proposal(p_a, v_restaurant, v_tables, v_of_b, false, null, null)
    ));
    perform maitred_internal.refuse_violations(p_b.id, maitred_internal.evaluate_rules(
        maitred_internal.make_proposal(p_b, v_restaurant, v_tables, v_of_a, false, null, null)
    ));

    -- CHANGE
    -- Holds end last: one of somebody else on a new table counts, though losing the old one ends it.
    v_events_a := maitred_internal.release_tables(p_a, v_of_a, false, p_actor, 'tables swapped', false);
    v_events_b := maitred_internal.release_tables(p_b, v_of_b, false, p_actor, 'tables swapped', false);
    v_events_a := v_events_a || maitred_internal.place_tables(
        p_a, v_restaurant.buffer_after, maitred_internal.read_holdings(p_a, p_actor, false),
        maitred_internal.table_change(v_of_b, p_actor, p_now)
    );
    v_events_b := v_events_b || maitred_internal.place_tables(
        p_b, v_restaurant.buffer_after, maitred_internal.read_holdings(p_b, p_actor, false),
        maitred_internal.table_change(v_of_a, p_actor, p_now)
    );
    v_events_a := v_events_a || maitred_internal.end_holds_on(p_a, v_of_a, p_now);
    v_events_b := v_events_b || maitred_internal.end_holds_on(p_b, v_of_b, p_now);
    perform maitred_internal.derive_status(p_a, p_now, p_actor, p_events => v_events_a);
    perform maitred_internal.derive_status(p_b, p_now, p_actor, p_events => v_events_b);
end;
$function$;

comment on function maitred_internal.swap_locked_tables is
'Swaps the tables of two locked bookings that both have some; the rules evaluate each at the other''s tables. Gives up the holds of p_actor for them.';
