create or replace function maitred_internal.claim_woken()
returns maitred_internal.assignment_jobs
language plpgsql
volatile
as $function$
-- Takes the job of one booking that a wake-up names, though it is not due yet, by locking that booking. No other
-- booking is locked: the look that follows may wait for a table. Wake-ups that nobody needs are deleted on the way.
--
-- The attempt that failed already is given back: being woken uses none up.
--
-- Locks:  freed_time rows and booking (both skip locked)
-- Writes: freed_time, assignment_jobs
declare
    v_freed maitred_internal.freed_time;
    v_left uuid [];
    v_booking_id uuid;
    v_job maitred_internal.assignment_jobs;
begin
    for v_freed in
        select f.* from maitred_internal.freed_time as f
        order by f.left_over is not null, f.freed_at, f.id
        for update skip locked
    loop
        v_left := maitred_internal.waiting_for(v_freed);
        select b.id into v_booking_id
        from maitred.bookings as b
        where b.restaurant_id = v_freed.restaurant_id and b.id = any(v_left)
        order by b.created_at, b.id
        limit 1
        for no key update skip locked;
        perform maitred_internal.save_bookings_to_wake(v_freed, array_remove(v_left, v_booking_id));
        continue when v_booking_id is null;

        update maitred_internal.assignment_jobs as j
        set attempts = greatest(j.attempts - (b.status = 'pending')::int, 0)
        from maitred.bookings as b
        where j.restaurant_id = v_freed.restaurant_id and j.booking_id = v_booking_id
            and b.restaurant_id = j.restaurant_id and b.id = j.booking_id
        returning j.* into v_job;
        exit when found;
    end loop;
    return v_job;
end;
$function$;

comment on function maitred_internal.claim_woken is
'Locks one booking that a wake-up names and returns its job, due or not, oldest first; nulls when there is none.';
