begin;
select plan(1);

select is_empty(
    $query$
    select c.oid::regclass
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and c.relkind in ('r', 'p')
        and not exists (select from pg_catalog.pg_index as i where i.indrelid = c.oid and i.indisprimary)
    $query$,
    'every table has a primary key'
);

select * from finish();
rollback;
