-- Writes one event at once.
--
-- Writes: observability_events
-- Calls:  record_events
create or replace function maitred_internal.record_event(
    p_restaurant_id uuid,
    p_booking_id uuid,
    p_name text,
    p_payload jsonb default '{}'
)
returns void
language plpgsql
volatile
as $function$
begin
    perform maitred_internal.record_events(
        p_restaurant_id, p_booking_id, array[row(p_name, p_payload)::maitred_internal.event]
    );
end;
$function$;

comment on function maitred_internal.record_event is 'Writes one event as record_events does.';
