create or replace function maitred_internal.apply_plan(
    p_restaurant maitred.restaurants,
    p_from timestamptz,
    p_until timestamptz,
    p_fingerprint text,
    p_changes maitred_internal.plan_change [],
    p_now timestamptz
)
returns maitred_internal.plan_change []
language plpgsql
volatile
as $function$
-- Carries out what plan_service proposed: all of it, or nothing when anything has changed since it was read.
--
-- All bookings and then all tables are locked before anything is compared. All old tables are freed before the first
-- new one is taken, since bookings change places.
--
-- Locks:  bookings by id -> tables by id -> allocations
-- Writes: bookings, assignments, allocations, the ledger, assignment_jobs, the outbox, observability_events
-- Raises: 40001 MD301
declare
    v_tables maitred.table_inventory [];
    v_move record;
    v_proposal maitred_internal.proposal;
    v_done maitred_internal.plan_change [] := array[]::maitred_internal.plan_change [];
    v_none maitred_internal.holdings;
begin
    v_none.has := array[]::uuid [];

    -- LOCK
    perform b.id
    from maitred.bookings as b
    where b.restaurant_id = p_restaurant.id and b.id in (select c.booking_id from unnest(p_changes) as c)
    order by b.id
    for no key update;
    v_tables := maitred_internal.lock_tables(p_restaurant.id, array(
        select t.id from unnest(p_changes) as c, unnest(c.old_table_ids || c.new_table_ids) as t (id)
    ));

    perform maitred_internal.lock_pacing_days(p_restaurant.id, p_from, p_until + interval '24 hours', p_now)
    where exists (select from unnest(p_changes) as c where c.reason = 'seated');

    -- GUARD
    if maitred_internal.plan_fingerprint(p_restaurant.id, p_from, p_until) <> p_fingerprint then
        raise exception 'the service changed while it was being planned' using
            errcode = 'serialization_failure', hint = 'Run it again.';
    end if;

    -- CHANGE
    perform maitred_internal.emit_events(
        b.restaurant_id, b.id,
        maitred_internal.release_tables(b, c.old_table_ids, false, null, 'service re-optimised')
    )
    from unnest(p_changes) as c
    inner join maitred.bookings as b on b.restaurant_id = p_restaurant.id and b.id = c.booking_id
    where c.reason = 'moved';

    for v_move in
        select b as booking, c as change
        from unnest(p_changes) as c
        inner join maitred.bookings as b on b.restaurant_id = p_restaurant.id and b.id = c.booking_id
        order by c.reason, c.booking_id
    loop
        v_proposal := maitred_internal.make_proposal(
            v_move.booking, p_restaurant, v_tables, (v_move.change).new_table_ids, false, null, null
        );
        continue when v_proposal.pacing is not null;
        perform maitred_internal.refuse_violations((v_move.booking).id, maitred_internal.evaluate_rules(v_proposal));
        perform maitred_internal.derive_status(v_move.booking, p_now, p_events => maitred_internal.place_tables(
            v_move.booking, p_restaurant.buffer_after, v_none,
            maitred_internal.table_change((v_move.change).new_table_ids, null, p_now, p_pinned => false)
        ));
        v_done := v_done || v_move.change;
    end loop;
    return v_done;
end;
$function$;

comment on function maitred_internal.apply_plan is
'Moves and seats the bookings of p_changes in one step; returns what was done, without those that pacing forbids by now. 40001 unless the plan''s fingerprint is still p_fingerprint.';
