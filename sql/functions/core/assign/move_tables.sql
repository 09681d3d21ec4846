create or replace function maitred_internal.move_tables(
    p_booking maitred.bookings,
    p_buffer interval,
    p_holdings maitred_internal.holdings,
    p_table_ids uuid [],
    p_actor uuid,
    p_now timestamptz,
    p_replace boolean,
    p_pinned boolean,
    p_of_session boolean default false
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
-- Makes a locked, evaluated booking sit at other tables than it did: besides those it has, or instead of them.
--
-- Writes: through pin_tables, place_tables and release_tables
-- Raises: MD201
declare
    v_leaves uuid [] := array[]::uuid [];
    v_stays uuid [] := p_holdings.has;
    v_added uuid [] := p_table_ids;
    v_events maitred_internal.event [];
begin
    -- A booking without tables, the usual one, needs no query to tell which stay, leave and come.
    if cardinality(p_holdings.has) > 0 then
        if p_replace then
            v_leaves := array(select h.id from unnest(p_holdings.has) as h (id) where h.id <> all(p_table_ids));
            v_stays := array(select h.id from unnest(p_holdings.has) as h (id) where h.id = any(p_table_ids));
        end if;
        v_added := array(select w.id from unnest(p_table_ids) as w (id) where w.id <> all(v_stays));
    end if;

    -- The new tables first: a hold of somebody else on one of them counts, though losing another may end it.
    v_events := maitred_internal.place_tables(
        p_booking, p_buffer, v_stays, v_added, p_holdings.hold_ids, p_actor, p_pinned, p_now, p_of_session
    );
    if p_pinned and p_holdings.has && p_table_ids then
        v_events := v_events || maitred_internal.pin_tables(p_booking, p_table_ids, p_actor, p_now);
    end if;
    if cardinality(v_leaves) > 0 then
        v_events := maitred_internal.release_tables(
            p_booking, v_leaves, false, p_actor,
            case when p_pinned then 'staff chose other tables' else 'other tables assigned' end
        ) || v_events;
    end if;
    return v_events;
end;
$function$;

comment on function maitred_internal.move_tables is
'Adds p_table_ids to the tables of a booking with those holdings, or with p_replace makes its tables exactly these; p_pinned: staff chose all that are named; returns what happened.';
