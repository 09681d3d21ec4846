create or replace function maitred_internal.derive_status(
    p_booking maitred.bookings,
    p_now timestamptz,
    p_actor uuid default null,
    p_email_mode text default 'standard',
    p_events maitred_internal.event [] default '{}',
    p_has_tables boolean default null
)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Derives a locked booking's status from whether it has tables, once, at the end of a call: the only place where
-- pending and confirmed are set by having tables or not. Tells what happened in the call.
--
-- Writes: bookings, assignment_jobs, the outbox, observability_events
declare
    v_booking maitred.bookings;
    v_seated boolean := p_has_tables;
begin
    if v_seated is null then
        v_seated := exists (
            select from maitred.booking_table_assignments as a
            where a.restaurant_id = p_booking.restaurant_id and a.booking_id = p_booking.id
        );
    end if;

    if v_seated and p_booking.status in ('pending', 'pending_allocation', 'no_show') then
        v_booking := maitred_internal.change_status(
            p_booking, 'confirmed', p_now, p_actor, 'tables assigned', p_events,
            p_notify => case when p_email_mode = 'none' then false end
        );
        delete from maitred_internal.assignment_jobs as j
        where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;
        -- Nobody to tell: no address, nor one before an edit, and no cycle that dashboards follow.
        if v_booking.guest_email is not null or p_booking.pending_ref is not null or p_booking.version > 1 then
            perform maitred_internal.emit_confirmation(p_booking, v_booking, p_email_mode);
        end if;
    elsif not v_seated and p_booking.status = 'confirmed' then
        v_booking := maitred_internal.change_status(
            p_booking, 'pending', p_now, p_actor, 'last table released',
            p_events || maitred_internal.staff_event(p_actor, 'last table released'), p_staff_decides => true
        );
        perform maitred_internal.queue_job(v_booking, false, 'standard', p_now);
        perform maitred_internal.park_confirmations(v_booking);
    else
        v_booking := maitred_internal.finish_change(p_booking, p_now, p_events);
    end if;
    return v_booking;
end;
$function$;

comment on function maitred_internal.derive_status is
'Confirms a waiting booking that has tables, makes a confirmed one without tables pending (staff decide), records p_events, and returns the booking. p_has_tables: known to the caller; null: to be looked up. p_email_mode none: without an email.';
