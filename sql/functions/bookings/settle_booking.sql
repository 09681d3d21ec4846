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
    v_booking constant maitred.bookings := maitred_internal.change_status(
        p_booking, null, p_now, p_actor,
        case when p_booking.status = 'confirmed' then 'last table released' else 'tables assigned' end
    );
begin
    if v_booking.status = 'confirmed' and p_booking.status <> 'confirmed' then
        delete from maitred_internal.assignment_jobs as j
        where j.restaurant_id = p_booking.restaurant_id and j.booking_id = p_booking.id;
        -- Nobody to tell: no address, and no cycle that dashboards follow.
        if v_booking.guest_email is not null or p_booking.pending_ref is not null then
            perform maitred_internal.tell_confirmation(p_booking, v_booking, p_email_mode);
        end if;
    end if;
    return v_booking;
end;
$function$;

comment on function maitred_internal.settle_booking is
'Confirms a waiting booking that has tables, makes a confirmed one without tables pending, and returns it. p_email_mode none: without an email.';
