-- Deletes up to 50,000 rows each of what is history by itself: blocks that are over, events of bookings that are gone
-- or of none, freed time that nobody waits for, jobs that wait for time in the past, and the log of repairs.
--
-- Locks:  bookings (for no key update, skip locked)
-- Writes: table_blocks, allocations (by cascade), observability_events, freed_time, assignment_jobs, repair_log
create or replace function maitred_internal.prune_the_rest(p_before timestamptz)
returns table (relation text, rows bigint)
language sql
volatile
as $function$
    with blocks as (
        delete from maitred.table_blocks as k
        where k.end_at < p_before
        returning 1
    ),
    events as (
        delete from maitred.observability_events as e
        using (
            select o.restaurant_id, o.occurred_at, o.id
            from maitred.observability_events as o
            where o.occurred_at < p_before
                and not exists (
                    select from maitred.bookings as b
                    where b.restaurant_id = o.restaurant_id and b.id = o.booking_id
                )
            limit 50000
        ) as o
        where e.restaurant_id = o.restaurant_id and e.occurred_at = o.occurred_at and e.id = o.id
        returning 1
    ),
    freed as (
        delete from maitred_internal.freed_time as f
        where upper(f.during) < p_before
        returning 1
    ),
    jobs as (
        delete from maitred_internal.assignment_jobs as j
        using (
            select b.restaurant_id, b.id
            from maitred_internal.assignment_jobs as p
            inner join maitred.bookings as b on b.restaurant_id = p.restaurant_id and b.id = p.booking_id
            where b.end_at < p_before
            limit 5000
            for no key update of b skip locked
        ) as b
        where j.restaurant_id = b.restaurant_id and j.booking_id = b.id
        returning 1
    ),
    repairs as (
        delete from maitred.repair_log as l
        where l.repaired_at < p_before
        returning 1
    )
    select 'table_blocks', count(*) from blocks
    union all
    select 'observability_events', count(*) from events
    union all
    select 'freed_time', count(*) from freed
    union all
    select 'overdue_jobs', count(*) from jobs
    union all
    select 'repair_log', count(*) from repairs
$function$;

comment on function maitred_internal.prune_the_rest is
'Deletes ended blocks, events of no present booking, past freed time, jobs of bookings that ended and log entries of before p_before.';
