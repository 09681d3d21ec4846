-- Derives a locked booking's status from whether it has tables, once, at the end of a call: the only place where
-- pending and confirmed are set by having tables or not. Also marks the row as changed, so that a caller with an
-- older snapshot fails with 40001 and not with a wrong row.
--
-- Writes: bookings, assignment_jobs, the outbox, observability_events
-- Calls:  change_status, tell_confirmation
create or replace function maitred_internal.settle_booking(
    p_booking maitred.bookings,
    p_now timestamptz,
    p_actor uuid default null,
    p_email_mode text default 'standard'
)
returns maitred.bookings
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_has_tables constant boolean := exists (
        select from maitred.booking_table_assignments as a
        where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
    );
    v_booking maitred.bookings;
begin
    if v_has_tables and p_booking.status in ('pending', 'pending_allocation', 'no_show') then
        v_booking := maitred_internal.change_status(p_booking, 'confirmed', p_now, p_actor, 'tables assigned');
        delete from maitred_internal.assignment_jobs as j
        where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;
        perform maitred_internal.tell_confirmation(p_booking, v_booking, p_email_mode);
        return v_booking;
    end if;
    if not v_has_tables and p_booking.status = 'confirmed' then
        return maitred_internal.change_status(p_booking, 'pending', p_now, p_actor, 'last table released');
    end if;

    update maitred.bookings as b
    set updated_at = p_now
    where b.restaurant_id = p_booking.restaurant_id and b.id = p_booking.id
    returning * into v_booking;
    return v_booking;
end;
$function$;

comment on function maitred_internal.settle_booking is
'Confirms a waiting booking that has tables, makes a confirmed one without tables pending, and returns it. p_email_mode none: without an email.';
