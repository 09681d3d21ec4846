create or replace function maitred_internal.wake_waiting_bookings(
    p_now timestamptz,
    p_booking_id uuid,
    p_seen bigint []
)
returns void
language plpgsql
volatile
as $function$
-- Makes the jobs of waiting bookings due that could use what was freed. It is the last thing that a worker does in its
-- transaction, after all that it may wait for: it holds their locks, and waits for none.
--
-- Jobs are written under their booking's lock, taken SKIP LOCKED; a booking that somebody has locked is left over and
-- told by a later call: a worker may be at it, may have looked before the time was free, and may be about to let the
-- job wait. One whose job is due already needs no wake-up: the job looks later than now. So is the booking of
-- this call, of the wake-ups that were there before its look. The attempt that failed already is given back: being
-- woken uses none up.
--
-- Locks:  freed_time rows and bookings (both skip locked)
-- Writes: freed_time, assignment_jobs
declare
    v_freed maitred_internal.freed_time;
    v_left uuid [];
    v_told uuid [];
begin
    for v_freed in
        select f.* from maitred_internal.freed_time as f
        order by f.left_over is not null, f.freed_at, f.id
        limit 20
        for update skip locked
    loop
        v_left := maitred_internal.waiting_for(v_freed);
        if v_freed.id = any(p_seen) then
            v_left := array_remove(v_left, p_booking_id);
        end if;
        v_told := array(
            select b.id from maitred.bookings as b
            where b.restaurant_id = v_freed.restaurant_id and b.id = any(v_left[:200])
            for no key update skip locked
        );
        update maitred_internal.assignment_jobs as j
        set run_at = p_now, attempts = greatest(j.attempts - (b.status = 'pending')::int, 0)
        from maitred.bookings as b
        where j.restaurant_id = v_freed.restaurant_id and j.booking_id = any(v_told) and j.run_at > p_now
            and b.restaurant_id = j.restaurant_id and b.id = j.booking_id;
        perform maitred_internal.save_bookings_to_wake(
            v_freed, array(select w.id from unnest(v_left) with ordinality as w (id, rank) where w.id <> all(v_told)
            order by w.rank)
        );
    end loop;
end;
$function$;

comment on function maitred_internal.wake_waiting_bookings is
'Consumes up to 20 rows of freed_time: the jobs of the bookings that could use it, up to 200 each, run now. p_booking_id was looked at since p_seen, ids of freed_time, were there.';
