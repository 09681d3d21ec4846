create or replace function maitred.prune_history(
    p_older_than interval,
    p_restaurant_id uuid default null
)
returns table (relation text, rows bigint)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Deletes what is over and old, a batch a call, so that no lock lasts. Live bookings and all their rows stay. What
-- somebody else has locked is left to the next call: it waits for nobody's booking or table.
--
-- Locks:  bookings (for update), tables, freed_time, repair_log (all skip locked)
-- Writes: every table of bookings, emails and events
-- Raises: 22023 MD105
#variable_conflict use_column
declare
    v_before constant timestamptz := maitred_internal.history_before(p_older_than);
    v_bookings maitred.bookings [];
begin
    if p_restaurant_id is not null then
        perform maitred_internal.get_restaurant(p_restaurant_id);
    end if;

    v_bookings := array(
        select b
        from maitred.bookings as b
        where maitred_internal.is_history(b, v_before)
            and (p_restaurant_id is null or b.restaurant_id = p_restaurant_id)
            and not exists (
                select from maitred.allocations as l where l.restaurant_id = b.restaurant_id and l.booking_id = b.id
            )
        order by b.restaurant_id, b.id
        limit 5000
        for update skip locked
    );

    return query select 'emails', maitred_internal.prune_emails(v_bookings);
    return query select p.relation, p.rows from maitred_internal.prune_bookings(v_bookings) as p;
    return query select 'table_blocks', maitred_internal.prune_blocks(v_before, p_restaurant_id);
    return query select p.relation, p.rows
    from maitred_internal.prune_blocks_and_events(v_before, p_restaurant_id) as p;
end;
$function$;

comment on function maitred.prune_history is
'Deletes up to 5,000 bookings that are completed, cancelled or no_show and ended long ago, with all that is theirs.

p_older_than: at least 1 day.
p_restaurant_id: null: of all restaurants.
Returns: how many rows of each relation.
Errors: 22023 invalid_argument; MD105 restaurant_not_found.

Assignments, holds, sessions, emails and events go with their bookings; so do old blocks, events, repairs and jobs
that wait for a past evening. Call it, each time in its own transaction, until all are 0. plan_pruning tells what it
would delete.';

grant execute on function maitred.prune_history(interval, uuid) to maitred_doctor;
