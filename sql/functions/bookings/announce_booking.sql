-- Writes what follows from a new booking: its job where one is owed, its event and its email. A booking that gets its
-- tables in the same call has neither job nor request.
--
-- Writes: assignment_jobs, the outbox, observability_events
-- Calls:  queue_job, record_event, queue_email
create or replace function maitred_internal.announce_booking(
    p_booking maitred.bookings,
    p_with_job boolean,
    p_actor uuid,
    p_now timestamptz,
    p_immediately boolean default false
)
returns void
language plpgsql
volatile
as $function$
begin
    if p_with_job and not p_immediately then
        perform maitred_internal.queue_job(p_booking, false, 'standard', p_now);
    end if;
    perform maitred_internal.record_event(
        p_booking.restaurant_id, p_booking.id, 'booking.created',
        jsonb_build_object(
            'source', p_booking.source, 'actor', p_actor,
            'party_size', p_booking.party_size, 'start_at', p_booking.start_at,
            'notify', p_booking.notify, 'immediately', p_immediately
        )
    );
    if not p_immediately then
        perform maitred_internal.queue_email(p_booking, 'booking_requested');
    end if;
end;
$function$;

comment on function maitred_internal.announce_booking is
'Writes the job of a new booking if p_with_job, its booking.created event and its booking_requested email; with p_immediately the event alone.';
