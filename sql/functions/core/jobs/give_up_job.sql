create or replace function maitred_internal.give_up_job(
    p_booking maitred.bookings,
    p_reasons jsonb,
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Leaves a booking to the restaurant, which is told once: no table was found for it while it was worth trying often.
--
-- Writes: bookings, the outbox, observability_events
begin
    if p_booking.status = 'pending' then
        perform maitred_internal.change_status(
            p_booking, 'pending_allocation', p_now, null, 'automatic assignment found no table'
        );
        perform maitred_internal.queue_email(p_booking, 'house_attention', p_reasons);
    end if;
end;
$function$;

comment on function maitred_internal.give_up_job is
'Makes a locked pending booking pending_allocation and mails the restaurant; nothing when it is so already.';
