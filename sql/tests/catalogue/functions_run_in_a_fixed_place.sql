begin;
select plan(5);

select is_empty(
    $query$
    select p.oid::regprocedure, p.proconfig
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal')
        and coalesce('search_path=pg_catalog, pg_temp' = any(p.proconfig), false)
        <> (
            n.nspname = 'maitred'
            or p.prorettype = 'trigger'::regtype
            or p.proname in ('ensure_partitions', 'stage_legacy', 'adopt_staged')
        )
    $query$,
    'functions that can be called from outside have SET search_path = pg_catalog, pg_temp; what they call runs in it'
);

select is_empty(
    $query$
    select p.oid::regprocedure, a.grantee::regrole
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    where n.nspname = 'maitred_internal' and a.grantee <> p.proowner
    $query$,
    'nobody can call a function of maitred_internal but through those'
);

select is_empty(
    $query$
    select p.oid::regprocedure, p.prosecdef
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal')
        and p.prosecdef <> (n.nspname = 'maitred' or p.prorettype = 'trigger'::regtype)
    $query$,
    'functions of maitred and trigger functions are SECURITY DEFINER, and no others'
);

select is_empty(
    $query$
    select p.oid::regprocedure::text as what, p.proowner::regrole
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and p.proowner <> 'maitred_owner'::regrole
    union all
    select c.oid::regclass::text, c.relowner::regrole
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and c.relowner <> 'maitred_owner'::regrole
    union all
    select t.oid::regtype::text, t.typowner::regrole
    from pg_catalog.pg_type as t
    inner join pg_catalog.pg_namespace as n on t.typnamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and t.typowner <> 'maitred_owner'::regrole
    $query$,
    'everything belongs to maitred_owner'
);

-- An instant or an interval that becomes a text (in an error, an event, an email) reads the same for every caller.
select is_empty(
    $query$
    select p.oid::regprocedure, p.proconfig
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal')
        and (
            array_to_string(p.proconfig, '|') ~* '(timezone|datestyle|intervalstyle)='
            or (
                n.nspname = 'maitred' and p.proargtypes::oid[] && array[
                    'timestamptz', 'timestamp', 'date', 'interval'
                ]::regtype[]::oid[]
            )
        )
        and not coalesce(p.proconfig, '{}') @> array['TimeZone=UTC', 'DateStyle=ISO, YMD', 'IntervalStyle=postgres']
    $query$,
    'functions that take instants or intervals, or write them as texts, pin time zone, date style and interval style'
);

select * from finish();
rollback;
