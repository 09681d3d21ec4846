create or replace function maitred_internal.change_status(
    p_booking maitred.bookings,
    p_status maitred.booking_status,
    p_now timestamptz,
    p_actor uuid,
    p_reason text,
    p_events maitred_internal.event [] default '{}',
    p_staff_decides boolean default false,
    p_notify boolean default null
)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Gives a locked booking another status and tells of it, with all else that happened in the call. Whether the change is
-- allowed, the transitions table says; the status that it has already is no change, which the table never allows and
-- the trigger never sees.
--
-- Writes: bookings, observability_events
-- Raises: MD401 (also by trigger)
declare
    v_booking maitred.bookings;
begin
    if p_booking.status = p_status then
        perform maitred_internal.raise_error(
            'invalid_transition',
            format('booking %s is %s already', p_booking.reference, p_status),
            maitred_internal.booking_detail(p_booking) || jsonb_build_object('from', p_booking.status, 'to', p_status)
        );
    end if;

    update maitred.bookings as b
    set
        status = p_status,
        pending_ref = case when p_status in ('pending', 'pending_allocation') then b.pending_ref end,
        staff_decides = p_staff_decides,
        confirmed_at = case when p_status = 'confirmed' then coalesce(b.confirmed_at, p_now) else b.confirmed_at end,
        notify = coalesce(p_notify, b.notify),
        updated_at = p_now
    where b.restaurant_id = p_booking.restaurant_id and b.id = p_booking.id
    returning b.* into v_booking;

    perform maitred_internal.emit_events(
        p_booking.restaurant_id, p_booking.id,
        p_events || row(
            'booking.status_changed',
            jsonb_strip_nulls(jsonb_build_object(
                'from', p_booking.status, 'to', p_status, 'actor', p_actor, 'reason', p_reason
            ))
        )::maitred_internal.event
    );
    return v_booking;
end;
$function$;

comment on function maitred_internal.change_status is
'Sets the status of a locked booking, closes its modification cycle unless it stays pending, and records p_events and booking.status_changed. p_staff_decides: it waits for staff alone from now on. p_notify null: as it was.';
