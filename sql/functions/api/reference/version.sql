create or replace function maitred.version()
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Which release of maitred this database has.
--
-- Reads: migrations
    select m.release from maitred_internal.migrations as m order by m.applied_at desc, m.version desc limit 1
$function$;

comment on function maitred.version is
'Tells which release last changed this schema.

Returns: null when it was loaded without the command maitred; maitred.installed has the steps.';

grant execute on function maitred.version() to maitred_guest, maitred_reader, maitred_worker, pg_monitor;
