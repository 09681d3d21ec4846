create or replace function maitred_internal.emit_event(
    p_restaurant_id uuid,
    p_booking_id uuid,
    p_name text,
    p_payload jsonb default '{}'
)
returns void
language plpgsql
volatile
as $function$
-- Writes one event immediately.
--
-- Writes: observability_events
begin
    perform maitred_internal.emit_events(
        p_restaurant_id, p_booking_id, array[row(p_name, p_payload)::maitred_internal.event]
    );
end;
$function$;

comment on function maitred_internal.emit_event is 'Writes one event as emit_events does.';
