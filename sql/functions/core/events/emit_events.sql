create or replace function maitred_internal.emit_events(
    p_restaurant_id uuid,
    p_booking_id uuid,
    p_events maitred_internal.event []
)
returns void
language plpgsql
volatile
as $function$
-- Writes what happened to a booking, and notifies the screens that listen, if any does. All events of a call together:
-- a statement for each would be a tenth of an assignment.
--
-- Writes: observability_events
-- Reads:  events_watched_until (without a lock; see watch_events)
declare
    v_now constant timestamptz := clock_timestamp();
    v_watched_until bigint;
begin
    if cardinality(p_events) = 0 then
        return;
    end if;

    insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
    select p_restaurant_id, p_booking_id, e.name, e.payload, v_now
    from unnest(p_events) as e;

    select w.last_value into v_watched_until from maitred_internal.events_watched_until as w;
    if v_watched_until > extract(epoch from v_now) * 1000 then
        perform pg_notify('maitred_events', p_restaurant_id::text);
    end if;
end;
$function$;

comment on function maitred_internal.emit_events is
'Writes rows of maitred.observability_events in that order; notifies maitred_events with the restaurant''s id while somebody watches.';
