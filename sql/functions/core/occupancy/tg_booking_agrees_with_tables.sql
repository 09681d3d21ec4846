create or replace function maitred_internal.tg_booking_agrees_with_tables()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- The second line of defence, when the transaction commits: a new status must agree with the booking's tables.
-- Deferred, because the functions pass through contradictions; no function ends in one.
begin
    if maitred_internal.is_inconsistent(new.restaurant_id, new.id) then
        perform maitred_internal.refuse_inconsistent(new.restaurant_id, new.id);
    end if;
    return null;
end;
$function$;

comment on function maitred_internal.tg_booking_agrees_with_tables is
'Deferred trigger of maitred.bookings: 23514 at commit when the status is inconsistent with the tables.';

drop trigger if exists booking_agrees_with_tables on maitred.bookings;
create constraint trigger booking_agrees_with_tables
after insert on maitred.bookings
deferrable initially deferred
for each row execute function maitred_internal.tg_booking_agrees_with_tables();

drop trigger if exists booking_still_agrees_with_tables on maitred.bookings;
create constraint trigger booking_still_agrees_with_tables
after update of status on maitred.bookings
deferrable initially deferred
for each row when (old.status is distinct from new.status)
execute function maitred_internal.tg_booking_agrees_with_tables();
