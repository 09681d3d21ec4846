begin;
select plan(5);

select is_empty(
    $query$
    select p.oid::regprocedure
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    where n.nspname in ('maitred', 'maitred_internal') and a.grantee = 0
    $query$,
    'no function can be executed by PUBLIC'
);

select is_empty(
    $query$
    select c.oid::regclass, a.privilege_type
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    cross join lateral aclexplode(
        coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner))
    ) as a
    where n.nspname in ('maitred', 'maitred_internal') and a.grantee = 0
    $query$,
    'PUBLIC has no privilege on a table, view or sequence'
);

select is_empty(
    $query$
    select c.attrelid::regclass, c.attname, a.privilege_type
    from pg_catalog.pg_attribute as c
    inner join pg_catalog.pg_class as r on c.attrelid = r.oid
    inner join pg_catalog.pg_namespace as n on r.relnamespace = n.oid
    cross join lateral aclexplode(c.attacl) as a
    where n.nspname in ('maitred', 'maitred_internal') and a.grantee = 0
    $query$,
    'PUBLIC has no privilege on a column'
);

select is_empty(
    $query$
    select n.nspname, a.grantee, a.privilege_type
    from pg_catalog.pg_namespace as n
    cross join lateral aclexplode(n.nspacl) as a
    where (n.nspname in ('maitred', 'maitred_internal') and a.grantee = 0)
        or (n.nspname = 'maitred_internal' and a.grantee <> 'maitred_owner'::regrole)
    $query$,
    'PUBLIC may not look into the schemas, and nobody but the owner into maitred_internal'
);

select is_empty(
    $query$
    select d.defaclobjtype, a.grantee, a.privilege_type
    from pg_catalog.pg_default_acl as d
    cross join lateral aclexplode(d.defaclacl) as a
    where d.defaclrole = 'maitred_owner'::regrole and a.grantee = 0
    $query$,
    'what the owner makes from now on is not public either'
);

select * from finish();
rollback;
