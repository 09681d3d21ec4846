create or replace function maitred_internal.tg_settings_wake_waiting()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Another setting may make room for who waits: a wake-up for each restaurant that a statement has changed.
--
-- Writes: freed_time
declare
    v_now constant timestamptz := clock_timestamp();
begin
    insert into maitred_internal.freed_time (restaurant_id, during, freed_at)
    select c.id, tstzrange(v_now, 'infinity'), v_now
    from (select * from new_rows except select * from old_rows) as c;
    return null;
end;
$function$;

comment on function maitred_internal.tg_settings_wake_waiting is
'Trigger of maitred.restaurants: a wake-up for the waiting bookings of the restaurants whose settings changed.';

create or replace trigger settings_wake_waiting
after update on maitred.restaurants referencing old table as old_rows new table as new_rows
for each statement execute function maitred_internal.tg_settings_wake_waiting();
