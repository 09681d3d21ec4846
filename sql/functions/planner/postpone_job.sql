-- Lets a job wait: for the end of a hold, for its next attempt, or, when all attempts are used or the booking starts
-- too soon for another, until time is freed; then the booking is left to the house, which is told once. The end of
-- somebody else's hold frees time that nobody is told of: while there is one, the job looks again when it is over.
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
    v_latest constant timestamptz := p_booking.start_at - interval '10 minutes';
    v_run_at timestamptz := coalesce(v_held_until, p_now + maitred_internal.retry_after(p_attempt));
    v_given_up constant boolean := v_held_until is null and (v_run_at is null or v_run_at > v_latest);
begin
    if v_given_up then
        v_run_at := coalesce(
            (
                select min(l.expires_at) from maitred.allocations as l
                where l.restaurant_id = p_booking.restaurant_id
                    and l.during && tstzrange(p_booking.start_at, p_booking.end_at)
                    and l.expires_at > p_now and l.expires_at <= v_latest
            ),
            'infinity'
        );
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
    if v_given_up and p_booking.status = 'pending' then
        perform maitred_internal.change_status(
            p_booking, 'pending_allocation', p_now, null, 'automatic assignment found no table'
        );
        perform maitred_internal.queue_email(p_booking, 'house_attention', p_outcome.detail);
    end if;
    return v_run_at;
end;
$function$;

comment on function maitred_internal.postpone_job is
'Dates the next attempt of a locked booking''s job and returns when; after the last attempt the booking is pending_allocation, the house is mailed, and the job waits for the end of a hold or (infinity) for freed time.';
