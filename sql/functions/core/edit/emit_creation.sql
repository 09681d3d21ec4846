create or replace function maitred_internal.emit_creation(
    p_booking maitred.bookings,
    p_actor uuid,
    p_now timestamptz,
    p_immediately boolean default false
)
returns void
language plpgsql
volatile
as $function$
-- Writes what follows from a new booking: its job unless it has begun already, its events and its email. A booking that
-- gets its tables in the same call has neither job nor request.
--
-- Writes: assignment_jobs, the outbox, observability_events
declare
    v_events maitred_internal.event [] := array[row(
        'booking.created', jsonb_build_object(
            'source', p_booking.source, 'actor', p_actor,
            'party_size', p_booking.party_size, 'start_at', p_booking.start_at,
            'notify', p_booking.notify, 'immediately', p_immediately
        )
    )::maitred_internal.event];
begin
    if p_booking.start_at > p_now and not p_immediately then
        perform maitred_internal.queue_job(p_booking, false, 'standard', p_now);
    end if;
    if p_booking.staff_decides then
        v_events := v_events || maitred_internal.staff_event(p_actor, 'automatic assignment is off');
    end if;
    perform maitred_internal.emit_events(p_booking.restaurant_id, p_booking.id, v_events);
    if not p_immediately then
        perform maitred_internal.queue_email(p_booking, 'booking_requested');
    end if;
end;
$function$;

comment on function maitred_internal.emit_creation is
'Writes the job of a new booking that has not begun, its booking.created and booking.waits_for_staff events and its booking_requested email; with p_immediately the events alone.';
