create or replace function maitred.run_assignment_job(p_worker text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Looks for a table for one waiting booking, in one transaction: a killed worker leaves nothing behind.
--
-- A due job comes first, then a booking that a wake-up names. What else the wake-ups name is made due at the end, when
-- nothing is waited for any more.
--
-- Locks:  booking (skip locked) -> tables by id -> allocations, freed_time and bookings (both skip locked)
-- Writes: assignment_jobs, freed_time, bookings, assignments, allocations, the outbox, observability_events
declare
    v_now constant timestamptz := clock_timestamp();
    v_job maitred_internal.assignment_jobs;
    v_booking maitred.bookings;
    v_seen bigint [];
    v_done jsonb;
begin
    v_job := maitred_internal.claim_job(v_now);
    if v_job.booking_id is null then
        v_job := maitred_internal.claim_woken();
    end if;
    if v_job.booking_id is null then
        return null;
    end if;
    v_booking := maitred_internal.lock_booking(v_job.booking_id, v_job.restaurant_id);
    v_seen := array(
        select f.id from maitred_internal.freed_time as f where f.restaurant_id = v_job.restaurant_id
    );

    v_done := maitred_internal.look_for_table(v_booking, v_job, v_now);

    perform maitred_internal.wake_waiting_bookings(clock_timestamp(), v_booking.id, v_seen);
    return v_done || jsonb_build_object('worker', p_worker);
end;
$function$;

comment on function maitred.run_assignment_job is
'Looks for a table for one waiting booking.

p_worker: repeated in the result.
Returns: what happened (booking_id, outcome, table_ids, attempt, next_attempt_at, gave_up ...); null when nothing is
    due. outcome not_assignable with detail.locked: it would have waited longer than a second for a lock.

Call it in its own transaction, again until null. Failed attempts are repeated after 5, 15, 45 seconds and 5 minutes,
then the booking is pending_allocation (gave_up), and is looked at again every recheck_waiting, in its last hour every
minute, and when something was freed, until it starts. Restaurants take turns.';

grant execute on function maitred.run_assignment_job(text) to maitred_worker;
