create or replace function maitred_internal.tg_restaurant_has_a_timezone()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Refuses a time zone that PostgreSQL does not know by its full IANA name; abbreviations and offsets would ignore
-- summer time, and localtime is another zone on another machine.
--
-- Raises: 22023
begin
    if not exists (select from maitred_internal.timezones as z where z.name = new.timezone) then
        perform maitred_internal.refuse_argument(
            'timezone', new.timezone,
            'be an IANA name such as Europe/Paris (pg_timezone_names without localtime, posix/... and right/...)'
        );
    end if;
    return new;
end;
$function$;

comment on function maitred_internal.tg_restaurant_has_a_timezone is
'Trigger of maitred.restaurants: 22023 when timezone is not an IANA name that PostgreSQL knows.';

create or replace trigger restaurant_has_a_timezone
before insert or update of timezone on maitred.restaurants
for each row execute function maitred_internal.tg_restaurant_has_a_timezone();
