-- Takes the next due job for this transaction by locking its booking; jobs of bookings that somebody has locked wait.
--
-- Locks:  booking (for no key update, skip locked); the job is read again after, since it may have been done meanwhile
create or replace function maitred_internal.claim_job(p_now timestamptz)
returns maitred_internal.assignment_jobs
language plpgsql
volatile
as $function$
declare
    v_booking maitred.bookings;
    v_job maitred_internal.assignment_jobs;
begin
    loop
        select b.* into v_booking
        from maitred_internal.assignment_jobs as j
        inner join maitred.bookings as b on b.restaurant_id = j.restaurant_id and b.id = j.booking_id
        where j.run_at <= p_now
        order by j.run_at, b.created_at
        limit 1
        for no key update of b skip locked;
        exit when not found;

        select j.* into v_job
        from maitred_internal.assignment_jobs as j
        where j.restaurant_id = v_booking.restaurant_id and j.booking_id = v_booking.id and j.run_at <= p_now;
        exit when found;
    end loop;
    return v_job;
end;
$function$;

comment on function maitred_internal.claim_job is
'Locks the booking of the job that is due longest and returns the job; nulls when nothing is due.';
