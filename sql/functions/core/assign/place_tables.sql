create or replace function maitred_internal.place_tables(
    p_booking maitred.bookings,
    p_buffer interval,
    p_holdings maitred_internal.holdings,
    p_change maitred_internal.table_change
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Writes that a locked booking sits at locked tables, evaluated before, besides those it has or instead of them, and
-- returns what happened. The one place where an assignment is made, except those that repair and adopt write.
--
-- The rows of holds that the booking gives up change their owner where they fit; the rest is taken again, by the clock
-- as it is now that the tables are locked: a hold that ran out while the caller waited for them is in nobody's way.
--
-- Writes: booking_table_assignments, allocations, table_holds, sessions; through release_tables the rest
-- Raises: MD201
declare
    v_during constant tstzrange := tstzrange(p_booking.start_at, p_booking.end_at + p_buffer);
    v_locked_at constant timestamptz := clock_timestamp();
    v_leaves uuid [] := array[]::uuid [];
    v_added uuid [] := p_change.table_ids;
    v_untaken uuid [];
    v_tables int;
    v_events maitred_internal.event [] := array[]::maitred_internal.event [];
begin
    -- A booking without tables, the usual one, needs no query to tell which leave and come.
    if cardinality(p_holdings.has) > 0 then
        if p_change.replaces then
            v_leaves := array(select h.id from unnest(p_holdings.has) as h (id) where h.id <> all(p_change.table_ids));
        end if;
        v_added := array(select w.id from unnest(p_change.table_ids) as w (id) where w.id <> all(p_holdings.has));
    end if;

    -- The new tables first: a hold of somebody else on one of them counts, though losing another may end it.
    insert into maitred.booking_table_assignments (
        restaurant_id, booking_id, table_id, start_at, end_at, assigned_by, assigned_at, pinned
    )
    select
        p_booking.restaurant_id, p_booking.id, w.id, p_booking.start_at, p_booking.end_at, p_change.actor,
        p_change.at, p_change.pinned
    from unnest(v_added) as w (id);

    v_untaken := v_added;
    if cardinality(p_holdings.hold_ids) > 0 then
        select h.untaken, h.events into v_untaken, v_events
        from maitred_internal.take_over_holds(
            p_booking, p_holdings.hold_ids, v_added, v_during, p_change.of_session, p_change.at
        ) as h;
    end if;
    if cardinality(v_untaken) > 0 and not maitred_internal.take_time(
        p_booking.restaurant_id, 'assignment', array_fill(p_booking.id, array[cardinality(v_untaken)]),
        v_untaken, v_during, null, v_locked_at
    ) then
        perform maitred_internal.raise_conflict(
            p_booking.restaurant_id, p_booking.id, v_untaken, v_during, p_change.actor, v_locked_at, p_change.unnamed
        );
    end if;

    v_tables := cardinality(p_holdings.has) - cardinality(v_leaves) + cardinality(v_added);
    if v_tables > 1 then
        perform maitred_internal.regroup_tables(p_booking, v_tables);
    end if;
    if cardinality(v_added) > 0 then
        v_events := v_events || row(
            'tables.assigned',
            jsonb_build_object(
                'table_ids', v_added, 'start_at', p_booking.start_at, 'end_at', p_booking.end_at,
                'actor', p_change.actor, 'pinned', p_change.pinned
            )
        )::maitred_internal.event;
    end if;
    if p_change.pinned and p_holdings.has && p_change.table_ids then
        v_events := v_events || maitred_internal.pin_tables(
            p_booking, p_change.table_ids, p_change.actor, p_change.at
        );
    end if;
    if cardinality(v_leaves) > 0 then
        v_events := maitred_internal.release_tables(
            p_booking, v_leaves, false, p_change.actor,
            case when p_change.pinned then 'staff chose other tables' else 'other tables assigned' end
        ) || v_events;
    end if;
    return v_events;
end;
$function$;

comment on function maitred_internal.place_tables is
'Puts a booking on the tables of p_change, besides those of p_holdings or instead of them; MD201 when one is taken. Returns what happened.';
