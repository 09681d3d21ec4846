create or replace function maitred.applied_migrations()
returns table (release text, migration text, installed_at timestamptz)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- What the ledger says of releases, for maitred.installed: with its owner's rights, since readers may not see the
-- ledger, and in a function, so that nothing depends on a table that can be lost (see baseline).
--
-- Reads: migrations
    select m.release, n.name, max(m.applied_at)
    from maitred_internal.migrations as m
    cross join lateral (select case when m.version is null then 'functions' else m.name end as name) as n
    group by m.release, n.name
$function$;

comment on function maitred.applied_migrations is
'Lists what maitred.installed shows.

Returns: a row per release and migration, and one for the functions of each release with the time of the latest.';

grant execute on function maitred.applied_migrations() to maitred_reader, maitred_worker, pg_monitor;
