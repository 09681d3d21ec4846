create or replace function maitred_internal.postpone_job(
    p_booking maitred.bookings,
    p_job maitred_internal.assignment_jobs,
    p_outcome maitred.assignment_outcome,
    p_now timestamptz
)
returns timestamptz
language plpgsql
volatile
as $function$
-- Dates the next look of a job, by what the last one found: a hold on the booking that is live, a lock that somebody
-- keeps, automatic assignment switched off, or no table. Only the last counts. When all attempts are used up, or the
-- booking starts too soon for another, the restaurant is told once, and the job goes on looking, without a word, until
-- the booking starts. The end of somebody else's hold frees time that nobody is told of: one looks when it is over.
--
-- Writes: assignment_jobs, bookings, the outbox, observability_events
declare
    v_latest constant timestamptz := p_booking.start_at - interval '10 minutes';
    v_counted constant boolean := p_outcome.outcome in ('no_table', 'error') and p_booking.status = 'pending';
    v_attempts constant int := p_job.attempts + v_counted::int;
    v_retry_at constant timestamptz := p_now + maitred_internal.retry_after(v_attempts);
    v_run_at timestamptz := p_now + maitred_internal.recheck_after(p_booking, p_now);
begin
    if p_outcome.detail ? 'held_until' then
        v_run_at := (p_outcome.detail ->> 'held_until')::timestamptz;
    elsif p_outcome.detail ? 'locked' then
        v_run_at := least(v_run_at, clock_timestamp() + maitred_internal.retry_after(
            least((p_outcome.detail ->> 'locked')::int, 3)
        ));
    elsif p_outcome.outcome = 'disabled' then
        if not coalesce(p_job.last_error ? 'disabled', false) then
            perform maitred_internal.emit_failure(p_booking, v_attempts, p_outcome.detail);
            perform maitred_internal.queue_email(p_booking, 'house_attention', p_outcome.detail);
        end if;
    else
        if v_counted then
            perform maitred_internal.emit_failure(p_booking, v_attempts, p_outcome.detail);
        end if;
        if v_counted and v_retry_at <= v_latest then
            v_run_at := least(v_run_at, v_retry_at);
        else
            perform maitred_internal.give_up_job(p_booking, p_outcome.detail, p_now);
            v_run_at := least(v_run_at, (
                select min(l.expires_at)
                from maitred.allocations as l
                inner join maitred.restaurants as r on r.id = l.restaurant_id
                where l.restaurant_id = p_booking.restaurant_id
                    and l.during && tstzrange(p_booking.start_at, p_booking.end_at + r.buffer_after)
                    and l.expires_at > p_now
            ));
        end if;
    end if;
    if p_booking.start_at > p_now and not p_outcome.detail ? 'held_until' then
        v_run_at := least(v_run_at, p_booking.start_at);
    end if;

    update maitred_internal.assignment_jobs as j
    set run_at = v_run_at, attempts = v_attempts, last_error = p_outcome.detail
    where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;
    return v_run_at;
end;
$function$;

comment on function maitred_internal.postpone_job is
'Dates the next look of a locked booking''s job and returns when; after the last attempt the booking is pending_allocation and the restaurant is mailed, once.';
