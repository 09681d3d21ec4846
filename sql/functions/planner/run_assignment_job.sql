-- Does the automatic assignment that is due longest, in one transaction: a killed worker leaves nothing behind.
--
-- Locks:  booking (skip locked) -> tables by id -> allocations
-- Writes: assignment_jobs, freed_time, bookings, assignments, allocations, the outbox, observability_events
-- Calls:  wake_waiting_bookings, claim_job, lock_booking, attempt_job, postpone_job
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
declare
    v_now constant timestamptz := clock_timestamp();
    v_job maitred_internal.assignment_jobs;
    v_booking maitred.bookings;
    v_outcome maitred.assignment_outcome;
    v_run_at timestamptz;
    v_gave_up boolean := false;
begin
    perform maitred_internal.wake_waiting_bookings(v_now);
    v_job := maitred_internal.claim_job(v_now);
    if v_job.booking_id is null then
        return null;
    end if;
    v_booking := maitred_internal.lock_booking(v_job.booking_id, v_job.restaurant_id);

    v_outcome := maitred_internal.attempt_job(v_booking, v_job, v_now);

    if v_outcome.outcome in ('no_table', 'error') or v_outcome.detail ? 'held_until' then
        v_run_at := maitred_internal.postpone_job(v_booking, v_job.attempts + 1, v_outcome, v_now);
        v_gave_up := exists (
            select from maitred.bookings as b
            where b.restaurant_id = v_booking.restaurant_id and b.id = v_booking.id and b.status = 'pending_allocation'
        );
    else
        delete from maitred_internal.assignment_jobs as j
        where j.restaurant_id = v_booking.restaurant_id and j.booking_id = v_booking.id;
    end if;

    return jsonb_build_object(
        'booking_id', v_booking.id, 'restaurant_id', v_booking.restaurant_id,
        'outcome', v_outcome.outcome, 'table_ids', v_outcome.table_ids, 'detail', v_outcome.detail,
        'attempt', v_job.attempts + 1, 'next_attempt_at', nullif(v_run_at, 'infinity'),
        'gave_up', v_gave_up, 'worker', p_worker
    );
end;
$function$;

comment on function maitred.run_assignment_job is
'Runs the job that is due longest and returns what happened (booking_id, outcome, table_ids, attempt, next_attempt_at, gave_up ...), null when nothing is due. Failed attempts are retried after 5, 15, 45 seconds and 5 minutes, then the booking is pending_allocation (gave_up) and waits for freed time. Call it in its own transaction, again until null.';

grant execute on function maitred.run_assignment_job(text) to maitred_worker;
