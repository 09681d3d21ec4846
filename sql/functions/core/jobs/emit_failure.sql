create or replace function maitred_internal.emit_failure(p_booking maitred.bookings, p_attempt int, p_reasons jsonb)
returns void
language sql
volatile
as $function$
-- Tells that no table was found for a booking.
--
-- Writes: observability_events
    select maitred_internal.emit_event(
        p_booking.restaurant_id, p_booking.id, 'auto_assign.failed',
        jsonb_build_object(
            'modification', p_booking.pending_ref is not null, 'attempt', p_attempt, 'reasons', p_reasons
        )
    )
$function$;

comment on function maitred_internal.emit_failure is
'Records auto_assign.failed; p_attempt null: asked for by a caller, not by a job.';
