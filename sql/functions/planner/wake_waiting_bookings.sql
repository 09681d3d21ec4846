-- Makes the jobs of waiting bookings due that could sit where time was freed.
--
-- Jobs are written under their booking's lock, taken SKIP LOCKED; a booking that somebody has locked is left over and
-- told by a later call. So is one whose job is due: a worker may be at it, may have looked before the time was free,
-- and may be about to let the job wait. The attempt that failed already is given back: being woken uses none up.
--
-- Locks:  freed_time rows and bookings (both skip locked)
-- Writes: freed_time, assignment_jobs
-- Calls:  waiting_for
create or replace function maitred_internal.wake_waiting_bookings(p_now timestamptz)
returns void
language plpgsql
volatile
as $function$
declare
    v_freed maitred_internal.freed_time;
    v_left uuid [];
    v_woken uuid [];
    v_told uuid [] := array[]::uuid [];
begin
    for v_freed in
        select f.* from maitred_internal.freed_time as f
        order by f.left_over is not null, f.freed_at, f.id
        limit 20
        for update skip locked
    loop
        v_left := maitred_internal.waiting_for(v_freed);
        with locked as (
            select b.id from maitred.bookings as b
            inner join maitred_internal.assignment_jobs as j
                on j.restaurant_id = b.restaurant_id and j.booking_id = b.id
            where b.restaurant_id = v_freed.restaurant_id and b.id = any(v_left) and j.run_at > p_now
            order by b.id
            for no key update of b skip locked
        ),
        woken as (
            update maitred_internal.assignment_jobs as j
            set run_at = p_now, attempts = greatest(j.attempts - 1, 0)
            from locked as l
            where j.restaurant_id = v_freed.restaurant_id and j.booking_id = l.id and j.run_at > p_now
            returning j.booking_id
        )
        select coalesce(array_agg(k.booking_id), '{}') into v_woken from woken as k;
        v_told := v_told || v_woken;
        v_left := array(select w.id from unnest(v_left) as w (id) where w.id <> all(v_told));

        if cardinality(v_left) = 0 then
            delete from maitred_internal.freed_time as f
            where f.restaurant_id = v_freed.restaurant_id and f.id = v_freed.id;
        elsif v_left is distinct from v_freed.left_over then
            update maitred_internal.freed_time as f
            set left_over = v_left
            where f.restaurant_id = v_freed.restaurant_id and f.id = v_freed.id;
        end if;
    end loop;
end;
$function$;

comment on function maitred_internal.wake_waiting_bookings is
'Consumes up to 20 rows of freed_time: the jobs of the bookings that could use the time run now, oldest first.';
