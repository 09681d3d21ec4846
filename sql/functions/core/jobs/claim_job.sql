create or replace function maitred_internal.claim_job(p_now timestamptz)
returns maitred_internal.assignment_jobs
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $function$
-- Takes a due job for this transaction by locking its booking; jobs of bookings that somebody has locked wait.
--
-- Restaurants take turns by lot: each of those with a due job is as likely to be next, however many it has, and a lot
-- remembers nothing that a failed call would take back. Within one restaurant the job that is due longest is next.
--
-- The generic plan, because that of the lot looks dearer than one made again at each call, which it is not.
--
-- Locks:  booking (for no key update, skip locked); the job is read again after, since it may have been done meanwhile
declare
    v_restaurant_id uuid;
    v_booking_id uuid;
    v_job maitred_internal.assignment_jobs;
begin
    for v_restaurant_id in
        select d.restaurant_id
        from (select distinct j.restaurant_id from maitred_internal.assignment_jobs as j where j.run_at <= p_now) as d
        order by random()
    loop
        loop
            select b.id into v_booking_id
            from maitred_internal.assignment_jobs as j
            inner join maitred.bookings as b on b.restaurant_id = j.restaurant_id and b.id = j.booking_id
            where j.restaurant_id = v_restaurant_id and j.run_at <= p_now
            order by j.run_at, b.created_at
            limit 1
            for no key update of b skip locked;
            exit when not found;

            select j.* into v_job
            from maitred_internal.assignment_jobs as j
            where j.restaurant_id = v_restaurant_id and j.booking_id = v_booking_id and j.run_at <= p_now;
            exit when found;
        end loop;
        exit when v_job.booking_id is not null;
    end loop;
    return v_job;
end;
$function$;

comment on function maitred_internal.claim_job is
'Locks the booking of a due job and returns the job; nulls when nothing is due. Restaurants with due jobs are drawn by lot.';
