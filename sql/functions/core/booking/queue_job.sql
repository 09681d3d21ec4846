create or replace function maitred_internal.queue_job(
    p_booking maitred.bookings,
    p_bypass_feature_flag boolean,
    p_email_mode text,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Schedules the job of a booking that waits, with a full count of attempts. The booking is locked, or new.
--
-- Where staff decide, the job has nothing to look for: it runs when the booking starts. A booking that is over by then
-- has no job.
--
-- Writes: assignment_jobs
begin
    insert into maitred_internal.assignment_jobs (
        restaurant_id, booking_id, run_at, bypass_feature_flag, email_mode, created_at
    )
    select
        p_booking.restaurant_id, p_booking.id,
        case when p_booking.staff_decides then p_booking.start_at else p_now end,
        p_bypass_feature_flag, p_email_mode, p_now
    where p_now < case when p_booking.staff_decides then p_booking.start_at else p_booking.end_at end
    on conflict (restaurant_id, booking_id) do update
    set
        run_at = excluded.run_at,
        attempts = 0,
        bypass_feature_flag = excluded.bypass_feature_flag,
        email_mode = excluded.email_mode,
        last_error = null;
end;
$function$;

comment on function maitred_internal.queue_job is
'Makes the booking''s one live job, or starts it over: now, or at its start where staff decide. p_email_mode: standard, modified or none.';
