-- Puts a locked booking on tables: adds to those it has, or replaces them. Every way to a table but swap goes through here.
--
-- Locks:  tables by id: those it has, those it gets and those of the holds that it gives up, all at once
-- Writes: through release_tables and place_tables
-- Calls:  standing_of, lock_tables, check_tables_exist, make_proposal, count_behind_fence, judge,
--         refuse_broken_rules, release_tables, place_tables
-- Raises: MD102 MD201 MD202 MD301
create or replace function maitred_internal.change_tables(
    p_booking maitred.bookings,
    p_table_ids uuid [],
    p_actor uuid,
    p_now timestamptz,
    p_replace boolean default false,
    p_pinned boolean default true,
    p_must_connect boolean default false,
    p_all_claims boolean default false,
    p_hold_id uuid default null,
    p_believed_start_at timestamptz default null,
    p_believed_end_at timestamptz default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_standing record;
    v_house maitred.restaurants;
    v_tables maitred.table_inventory [];
    v_leaves uuid [] := array[]::uuid [];
    v_stays uuid [];
    v_added uuid [] := p_table_ids;
    v_proposal maitred_internal.proposal;
    v_violations maitred_internal.violation [];
begin
    v_standing := maitred_internal.standing_of(p_booking, p_actor, p_all_claims, p_hold_id);
    if v_standing.broken && p_table_ids then
        perform maitred_internal.raise_duplicate(p_booking, v_standing.broken, p_table_ids);
    end if;
    v_stays := v_standing.has;
    -- A booking without tables, the usual one, needs no query to tell which stay, leave and come.
    if cardinality(v_standing.has) > 0 then
        if p_replace then
            v_leaves := array(select h.id from unnest(v_standing.has) as h (id) where h.id <> all(p_table_ids));
            v_stays := array(select h.id from unnest(v_standing.has) as h (id) where h.id = any(p_table_ids));
        end if;
        v_added := array(select w.id from unnest(p_table_ids) as w (id) where w.id <> all(v_stays));
    end if;

    -- LOCK
    v_tables := maitred_internal.lock_tables(
        p_booking.restaurant_id, v_standing.has || v_standing.held || p_table_ids
    );

    -- GUARD
    v_tables := maitred_internal.check_tables_exist(p_booking.restaurant_id, p_table_ids, v_tables, true);
    select r.* into strict v_house from maitred.restaurants as r where r.id = p_booking.restaurant_id;
    v_proposal := maitred_internal.make_proposal(
        p_booking, v_house, v_tables, v_stays || p_table_ids, p_must_connect, p_believed_start_at, p_believed_end_at
    );
    if v_proposal.paced then
        v_proposal := maitred_internal.count_behind_fence(v_proposal, p_now);
    end if;
    v_violations := maitred_internal.judge(v_proposal);
    if cardinality(v_violations) > 0 then
        perform maitred_internal.refuse_broken_rules(p_booking.id, v_violations);
    end if;

    -- CHANGE
    if cardinality(v_leaves) > 0 then
        perform maitred_internal.release_tables(p_booking, v_leaves, false, p_actor, 'other tables assigned');
    end if;
    perform maitred_internal.place_tables(
        p_booking, v_house.buffer_after, v_stays, v_added, v_standing.hold_ids, p_actor, p_pinned, p_now
    );
end;
$function$;

comment on function maitred_internal.change_tables is
'Adds tables to a locked booking, or with p_replace makes its tables exactly these; locks, judges, releases, places. p_all_claims: gives up every hold on the booking, else p_hold_id and those of p_actor.';
