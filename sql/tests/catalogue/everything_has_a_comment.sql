begin;
select plan(4);

-- Monthly partitions are made at run time; the parent's comment is theirs.
select is_empty(
    $query$
    select c.oid::regclass, c.relkind
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and c.relkind in ('r', 'p', 'v', 'm', 'S')
        and not (c.relispartition and c.relname ~ '_\d{4}_\d{2}$')
        and not exists (
            -- the sequence of an identity column
            select from pg_catalog.pg_depend as d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i'
                and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
        )
        and obj_description(c.oid, 'pg_class') is null
    $query$,
    'every table, view and sequence has a comment'
);

select is_empty(
    $query$
    select p.oid::regprocedure
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and obj_description(p.oid, 'pg_proc') is null
    $query$,
    'every function has a comment'
);

select is_empty(
    $query$
    select t.oid::regtype
    from pg_catalog.pg_type as t
    inner join pg_catalog.pg_namespace as n on t.typnamespace = n.oid
    left join pg_catalog.pg_class as c on t.typrelid = c.oid
    where n.nspname in ('maitred', 'maitred_internal') and (t.typtype in ('e', 'd', 'r') or c.relkind = 'c')
        and obj_description(t.oid, 'pg_type') is null
    $query$,
    'every type has a comment'
);

select is_empty(
    $query$
    select n.nspname
    from pg_catalog.pg_namespace as n
    where n.nspname in ('maitred', 'maitred_internal') and obj_description(n.oid, 'pg_namespace') is null
    $query$,
    'both schemas have a comment'
);

select * from finish();
rollback;
