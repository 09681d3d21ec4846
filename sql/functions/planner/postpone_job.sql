-- Lets a job wait: for the end of a hold, for its next attempt, or, when all attempts are used or the booking starts
-- too soon for another, until time is freed; then the booking is left to the house, which is told once.
--
-- Writes: assignment_jobs, bookings, the outbox, observability_events
-- Calls:  retry_after, record_failure, change_status, queue_email
create or replace function maitred_internal.postpone_job(
    p_booking maitred.bookings,
    p_attempt int,
    p_outcome maitred.assignment_outcome,
    p_now timestamptz
)
returns timestamptz
language plpgsql
volatile
as $function$
declare
    v_held_until constant timestamptz := (p_outcome.detail ->> 'held_until')::timestamptz;
    v_run_at timestamptz := coalesce(v_held_until, p_now + maitred_internal.retry_after(p_attempt));
begin
    if v_held_until is null and (v_run_at is null or v_run_at > p_booking.start_at - interval '10 minutes') then
        v_run_at := 'infinity';
    end if;

    update maitred_internal.assignment_jobs as j
    set
        run_at = v_run_at,
        attempts = case when v_held_until is null then p_attempt else j.attempts end,
        last_error = p_outcome.detail
    where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;

    if v_held_until is null then
        perform maitred_internal.record_failure(p_booking, p_attempt, p_outcome.detail);
    end if;
    if v_run_at = 'infinity' and p_booking.status = 'pending' then
        perform maitred_internal.change_status(
            p_booking, 'pending_allocation', p_now, null, 'automatic assignment found no table'
        );
        perform maitred_internal.queue_email(p_booking, 'house_attention', p_outcome.detail);
    end if;
    return v_run_at;
end;
$function$;

comment on function maitred_internal.postpone_job is
'Dates the next attempt of a locked booking''s job and returns when; infinity: given up, the booking is pending_allocation and the house is mailed.';
