create or replace function maitred.watch_events()
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Says that somebody listens on maitred_events for the next minute.
--
-- A sequence is the flag: producers read it without a lock, and setval blocks nobody. Every NOTIFY queues behind
-- one global lock at commit, so commits notify only while the flag is up.
--
-- Writes: events_watched_until
declare
    v_until constant bigint := (extract(epoch from clock_timestamp()) * 1000)::bigint + 60000;
begin
    perform setval(
        'maitred_internal.events_watched_until',
        greatest(v_until, (select w.last_value from maitred_internal.events_watched_until as w))
    );
end;
$function$;

comment on function maitred.watch_events is
'Asks for a NOTIFY of every event: call it before the first LISTEN maitred_events, and again every 30 seconds.

Returns: nothing.

For the next 60 seconds commits that write an event notify, with the restaurant''s id as payload. Not in a read-only
transaction.';

grant execute on function maitred.watch_events() to maitred_worker, maitred_reader;
