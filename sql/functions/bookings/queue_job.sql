-- Owes a booking an automatic assignment from now on, with a full count of attempts. The booking is locked, or new.
--
-- Writes: assignment_jobs
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
begin
    insert into maitred_internal.assignment_jobs (
        restaurant_id, booking_id, run_at, bypass_feature_flag, email_mode, created_at
    )
    values (p_booking.restaurant_id, p_booking.id, p_now, p_bypass_feature_flag, p_email_mode, p_now)
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
'Makes the booking''s one live job, or starts it over; p_email_mode: standard, modified or none.';
