-- Writes one event, and rings for the screens that listen, if any does.
--
-- Writes: observability_events
-- Reads:  events_watched_until (without a lock; see watch_events)
create or replace function maitred_internal.record_event(
    p_restaurant_id uuid,
    p_booking_id uuid,
    p_name text,
    p_payload jsonb default '{}'
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_now constant timestamptz := clock_timestamp();
    v_watched_until bigint;
begin
    insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
    values (p_restaurant_id, p_booking_id, p_name, p_payload, v_now)
    returning (select w.last_value from maitred_internal.events_watched_until as w) into v_watched_until;

    if v_watched_until > extract(epoch from v_now) * 1000 then
        perform pg_notify('maitred_events', p_restaurant_id::text);
    end if;
end;
$function$;

comment on function maitred_internal.record_event is
'Writes one row of maitred.observability_events; notifies maitred_events with the restaurant''s id while somebody watches.';
