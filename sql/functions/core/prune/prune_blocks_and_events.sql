create or replace function maitred_internal.prune_blocks_and_events(p_before timestamptz, p_restaurant_id uuid)
returns table (relation text, rows bigint)
language sql
volatile
as $function$
-- Deletes up to 50,000 rows each of what is history by itself: events of bookings that are gone or of none,
-- freed time that nobody waits for, jobs that wait for time in the past, and the log of repairs.
--
-- What somebody else has locked stays for the next time.
--
-- Locks:  freed_time, repair_log and bookings (all skip locked)
-- Writes: observability_events, freed_time, assignment_jobs, repair_log
    with events as (
        delete from maitred.observability_events as e
        using (
            select o.restaurant_id, o.occurred_at, o.id
            from maitred.observability_events as o
            where o.occurred_at < p_before
                and (p_restaurant_id is null or o.restaurant_id = p_restaurant_id)
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
        using (
            select o.restaurant_id, o.id from maitred_internal.freed_time as o
            where upper(o.during) < p_before and (p_restaurant_id is null or o.restaurant_id = p_restaurant_id)
            for update skip locked
        ) as o
        where f.restaurant_id = o.restaurant_id and f.id = o.id
        returning 1
    ),
    jobs as (
        delete from maitred_internal.assignment_jobs as j
        using (
            select b.restaurant_id, b.id
            from maitred_internal.assignment_jobs as p
            inner join maitred.bookings as b on b.restaurant_id = p.restaurant_id and b.id = p.booking_id
            where b.end_at < p_before and (p_restaurant_id is null or b.restaurant_id = p_restaurant_id)
            limit 5000
            for no key update of b skip locked
        ) as b
        where j.restaurant_id = b.restaurant_id and j.booking_id = b.id
        returning 1
    ),
    repairs as (
        delete from maitred.repair_log as l
        using (
            select o.restaurant_id, o.repair_id, o.id from maitred.repair_log as o
            where o.repaired_at < p_before and (p_restaurant_id is null or o.restaurant_id = p_restaurant_id)
            for update skip locked
        ) as o
        where l.restaurant_id = o.restaurant_id and l.repair_id = o.repair_id and l.id = o.id
        returning 1
    )
    select 'observability_events', count(*) from events
    union all
    select 'freed_time', count(*) from freed
    union all
    select 'overdue_jobs', count(*) from jobs
    union all
    select 'repair_log', count(*) from repairs
$function$;

comment on function maitred_internal.prune_blocks_and_events is
'Deletes events of no present booking, past freed time, jobs of bookings that ended and log entries of before p_before, of a restaurant or (null) of all.';
