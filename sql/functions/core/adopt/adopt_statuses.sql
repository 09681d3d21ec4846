create or replace function maitred_internal.adopt_statuses(p_adopted uuid [])
returns void
language sql
volatile
as $function$
-- Gives the new bookings that have tables the status that they had. Those that wait, wait for staff: their jobs look
-- for nothing until somebody edits them.
--
-- Writes: bookings, assignment_jobs
    update maitred.bookings as b
    set status = 'confirmed'
    from maitred_internal.legacy_bookings as l
    where b.restaurant_id = l.restaurant_id and b.id = l.id and b.id = any(p_adopted)
        and l.newest and l.new_status in ('confirmed', 'seated')
        and exists (
            select from maitred.booking_table_assignments as a
            where a.restaurant_id = b.restaurant_id and a.booking_id = b.id
        );

    update maitred.bookings as b
    set status = 'seated'
    from maitred_internal.legacy_bookings as l
    where b.restaurant_id = l.restaurant_id and b.id = l.id and b.id = any(p_adopted)
        and l.newest and l.new_status = 'seated' and b.status = 'confirmed';

    with waiting as (
        update maitred.bookings as b
        set staff_decides = true
        where b.id = any(p_adopted) and b.status in ('pending', 'pending_allocation')
        returning b.restaurant_id, b.id, b.start_at
    )
    insert into maitred_internal.assignment_jobs (restaurant_id, booking_id, run_at, created_at)
    select w.restaurant_id, w.id, w.start_at, clock_timestamp()
    from waiting as w
    where w.start_at > clock_timestamp()
$function$;

comment on function maitred_internal.adopt_statuses is
'Makes new bookings with tables confirmed, those whose guests sit seated, and lets the others wait for staff.';
