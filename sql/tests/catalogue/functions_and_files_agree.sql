-- The ledger says which file made what.
begin;
select plan(3);

create temporary view made as
select
    m.name as file,
    o.identity
from maitred_internal.migrations as m
cross join lateral unnest(m.objects) as o (identity)
where m.kind = 'repeatable';

create temporary view live as
select replace(i.type || ' ' || i.identity, 'pg_catalog.', '') as identity
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
cross join lateral pg_identify_object('pg_proc'::regclass, p.oid, 0) as i
where n.nspname in ('maitred', 'maitred_internal')
union all
select i.type || ' ' || i.identity
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join lateral pg_identify_object('pg_class'::regclass, c.oid, 0) as i
where n.nspname in ('maitred', 'maitred_internal') and c.relkind in ('v', 'm')
union all
select i.type || ' ' || i.identity
from pg_catalog.pg_trigger as t
inner join pg_catalog.pg_class as c on t.tgrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join lateral pg_identify_object('pg_trigger'::regclass, t.oid, 0) as i
where n.nspname in ('maitred', 'maitred_internal') and not t.tgisinternal and t.tgparentid = 0;

select is_empty('select l.identity from live as l except select m.identity from made as m', 'every object has a file');
select is_empty('select m.identity from made as m except select l.identity from live as l', 'every object still there');

select is_empty(
    $query$
    select p.proname, count(*)
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal')
    group by p.proname
    having count(*) > 1
    $query$,
    'no name is used twice: no overloads, no namesakes in the two schemas'
);

select * from finish();
rollback;
