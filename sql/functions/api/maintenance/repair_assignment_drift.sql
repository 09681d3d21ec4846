create or replace function maitred.repair_assignment_drift(
    p_kinds text [] default null,
    p_restaurant_id uuid default null,
    p_dry_run boolean default true
)
returns table (repair_id uuid, kind text, row_ref text, action text, before jsonb, after jsonb)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
set jit = off
as $function$
-- Repairs rows that are inconsistent, or tells what it would do. One transaction: killed half-way, nothing changed.
--
-- What changes something is of one restaurant, so that nobody in another waits for it, and it for nobody there. A dry
-- run of all gives up the locks of each before it comes to the next.
--
-- Two at once wait for each other at the first booking that both mean, and the second finds nothing left to do.
--
-- Locks:  of one restaurant: bookings by id -> tables by id -> allocations
-- Writes: what the findings name; repair_log, observability_events
-- Raises: 22023 MD105
#variable_conflict use_column
declare
    v_repair_id constant uuid := gen_random_uuid();
    v_kinds constant text [] := maitred_internal.check_kinds(p_kinds);
    v_restaurant_id uuid;
    v_changes maitred_internal.row_change [];
begin
    if p_dry_run is null then
        perform maitred_internal.refuse_argument('p_dry_run', null, 'be true or false');
    end if;
    if p_restaurant_id is not null then
        perform maitred_internal.get_restaurant(p_restaurant_id);
    elsif not p_dry_run then
        perform maitred_internal.refuse_argument(
            'p_restaurant_id', null, 'be the id of a restaurant: each is repaired in a transaction of its own'
        );
    end if;

    for v_restaurant_id in
        select distinct f.restaurant_id
        from unnest(v_kinds) as k (kind), maitred_internal.drift_of(k.kind, p_restaurant_id) as f
        order by 1
    loop
        v_changes := maitred_internal.repair_restaurant(v_restaurant_id, v_kinds, p_dry_run);

        if not p_dry_run and exists (select from unnest(v_changes) as c where c.action <> 'review') then
            insert into maitred.repair_log (
                restaurant_id, repair_id, kind, relation, row_ref, action, before, after, repaired_at
            )
            select
                v_restaurant_id, v_repair_id, c.kind, c.relation, c.row_ref, c.action, c.before, c.after,
                clock_timestamp()
            from unnest(v_changes) with ordinality as c
            where c.action <> 'review'
            order by c.ordinality;
            perform maitred_internal.emit_event(
                v_restaurant_id, null, 'drift.repaired', jsonb_build_object('repair_id', v_repair_id, 'kinds', v_kinds)
            );
        end if;
        return query
        select v_repair_id, c.kind, c.row_ref, c.action, c.before, c.after
        from unnest(v_changes) with ordinality as c
        order by c.ordinality;
    end loop;
end;
$function$;

comment on function maitred.repair_assignment_drift is
'Repairs what find_assignment_drift reports, as maitred.drift_catalogue says.

p_kinds: null: all.
p_restaurant_id: null: all, for a dry run only: a repair is of one restaurant.
p_dry_run: true (default): only tells.
Returns: a row per changed row, before and after it; action: insert, update, delete, or review: nothing was done, it
    needs review.
Errors: 22023 also a repair without p_restaurant_id; MD105 restaurant_not_found.

Never takes a table that a confirmed or seated booking sits at, never chooses between two. undo_repair takes it back.
Locks the bookings and tables it means, in a dry run for as long as it looks at their restaurant.';

grant execute on function maitred.repair_assignment_drift(text [], uuid, boolean) to maitred_doctor;
