create or replace function maitred_internal.tg_change_wakes_waiting()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Whatever a manager changes may make room for who waits: a wake-up for each restaurant that a statement has changed.
-- Nobody's job is written here, and nobody's lock is waited for.
--
-- Writes: freed_time
declare
    v_now constant timestamptz := clock_timestamp();
begin
    if tg_op = 'INSERT' then
        insert into maitred_internal.freed_time (restaurant_id, during, freed_at)
        select distinct n.restaurant_id, tstzrange(v_now, 'infinity'), v_now from new_rows as n;
    elsif tg_op = 'DELETE' then
        insert into maitred_internal.freed_time (restaurant_id, during, freed_at)
        select distinct o.restaurant_id, tstzrange(v_now, 'infinity'), v_now from old_rows as o;
    else
        insert into maitred_internal.freed_time (restaurant_id, during, freed_at)
        select distinct c.restaurant_id, tstzrange(v_now, 'infinity'), v_now
        from (select * from new_rows except select * from old_rows) as c;
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.tg_change_wakes_waiting is
'Trigger of floor, hours, limits and turn times: a wake-up for the waiting bookings of the restaurants concerned.';

create or replace trigger new_table_wakes_waiting
after insert on maitred.table_inventory referencing new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger changed_table_wakes_waiting
after update on maitred.table_inventory referencing old table as old_rows new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger lost_table_wakes_waiting
after delete on maitred.table_inventory referencing old table as old_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger new_adjacency_wakes_waiting
after insert on maitred.table_adjacencies referencing new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger changed_adjacency_wakes_waiting
after update on maitred.table_adjacencies referencing old table as old_rows new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger lost_adjacency_wakes_waiting
after delete on maitred.table_adjacencies referencing old table as old_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger new_period_wakes_waiting
after insert on maitred.service_periods referencing new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger changed_period_wakes_waiting
after update on maitred.service_periods referencing old table as old_rows new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger lost_period_wakes_waiting
after delete on maitred.service_periods referencing old table as old_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger new_exception_wakes_waiting
after insert on maitred.service_exceptions referencing new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger changed_exception_wakes_waiting
after update on maitred.service_exceptions referencing old table as old_rows new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger lost_exception_wakes_waiting
after delete on maitred.service_exceptions referencing old table as old_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger new_turn_time_wakes_waiting
after insert on maitred.turn_times referencing new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger changed_turn_time_wakes_waiting
after update on maitred.turn_times referencing old table as old_rows new table as new_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();

create or replace trigger lost_turn_time_wakes_waiting
after delete on maitred.turn_times referencing old table as old_rows
for each statement execute function maitred_internal.tg_change_wakes_waiting();
