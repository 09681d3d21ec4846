-- Deletes what is over and old, a batch a call, so that no lock lasts. Live bookings and all their rows stay.
--
-- Locks:  bookings (for update, skip locked)
-- Writes: every table of bookings, emails and events
-- Calls:  history_before, is_history, prune_emails, prune_bookings, prune_the_rest
-- Raises: 22023
create or replace function maitred.prune_history(p_older_than interval)
returns table (relation text, rows bigint)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
#variable_conflict use_column
declare
    v_before constant timestamptz := maitred_internal.history_before(p_older_than);
    v_bookings maitred.bookings [];
begin
    v_bookings := array(
        select b
        from maitred.bookings as b
        where maitred_internal.is_history(b, v_before)
            and not exists (
                select from maitred.allocations as l where l.restaurant_id = b.restaurant_id and l.booking_id = b.id
            )
        order by b.restaurant_id, b.id
        limit 5000
        for update skip locked
    );

    return query select 'emails', maitred_internal.prune_emails(v_bookings);
    return query select p.relation, p.rows from maitred_internal.prune_bookings(v_bookings) as p;
    return query select p.relation, p.rows from maitred_internal.prune_the_rest(v_before) as p;
end;
$function$;

comment on function maitred.prune_history is
'Deletes up to 5,000 bookings that are completed, cancelled or no_show and ended longer ago than p_older_than (at least 1 day), with their assignments, holds, sessions, emails and events, and old blocks, events, repairs and jobs that wait for a past evening; returns how many rows of each. Call it, each time in its own transaction, until all are 0. plan_pruning tells what it would delete.';

grant execute on function maitred.prune_history(interval) to maitred_doctor;
