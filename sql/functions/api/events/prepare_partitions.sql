create or replace function maitred.prepare_partitions()
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- What a worker calls now and then, so that new months never wait for a migration.
begin
    return maitred_internal.ensure_partitions();
end;
$function$;

comment on function maitred.prepare_partitions is
'Makes the monthly partitions of the next three months where they are missing.

Returns: how many it made.

Raises 55P03 when the tables are too busy: call it again later.';

grant execute on function maitred.prepare_partitions() to maitred_worker;
