-- Puts a locked booking on tables: adds to those it has, or replaces them. Returns what happened. What staff name
-- replaces by itself what was chosen automatically (choice_replaces).
--
-- Locks:  tables by id: those it has, those it gets and those of the holds that it gives up, all at once
-- Writes: through move_tables
-- Calls:  lock_standing, raise_duplicate, check_tables_exist, choice_replaces, judge_tables,
--         refuse_broken_rules, move_tables
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
    p_believed_start_at timestamptz default null,
    p_believed_end_at timestamptz default null
)
returns maitred_internal.event []
language plpgsql
volatile
as $function$
declare
    v_house maitred.restaurants;
    v_standing maitred_internal.standing;
    v_replace boolean := p_replace;
    v_violations maitred_internal.violation [];
begin
    -- LOCK
    v_standing := maitred_internal.lock_standing(p_booking, p_table_ids, p_actor, p_all_claims);

    -- GUARD
    if v_standing.broken && p_table_ids then
        perform maitred_internal.raise_duplicate(p_booking, v_standing.broken, p_table_ids);
    end if;
    v_standing.tables := maitred_internal.check_tables_exist(
        p_booking.restaurant_id, p_table_ids, v_standing.tables, true
    );
    v_house := (select r from maitred.restaurants as r where r.id = p_booking.restaurant_id);
    if p_pinned and not p_replace and cardinality(v_standing.has) > 0 then
        v_replace := maitred_internal.choice_replaces(
            p_booking, v_house, v_standing.tables, v_standing.has, v_standing.chosen, p_table_ids, p_must_connect
        );
    end if;
    v_violations := maitred_internal.judge_tables(
        p_booking, v_house, v_standing.tables,
        case when v_replace then p_table_ids else v_standing.has || p_table_ids end,
        p_must_connect, p_believed_start_at, p_believed_end_at, p_now
    );
    if cardinality(v_violations) > 0 then
        perform maitred_internal.refuse_broken_rules(p_booking.id, v_violations);
    end if;

    -- CHANGE
    return maitred_internal.move_tables(
        p_booking, v_house.buffer_after, v_standing, p_table_ids, p_actor, p_now, v_replace, p_pinned
    );
end;
$function$;

comment on function maitred_internal.change_tables is
'Adds tables to a locked booking, or with p_replace, or instead of what was chosen automatically (p_pinned: staff name them), makes its tables exactly these; locks, judges, releases, places. p_all_claims: gives up every hold on the booking, else those of p_actor.';
