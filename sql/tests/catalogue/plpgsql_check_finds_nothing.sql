-- Every plpgsql function, trigger functions once per table they are attached to, with all transition tables that one of
-- their triggers gives them. A false alarm is silenced where it is raised, by a PRAGMA in that function with its
-- reason, never here.
begin;
select plan(2);

create temporary table checked on commit drop as
select distinct
    p.oid,
    coalesce(t.tgrelid, 0) as relation,
    max(t.tgoldtable) over (partition by p.oid) as old_rows,
    max(t.tgnewtable) over (partition by p.oid) as new_rows
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
inner join pg_catalog.pg_language as l on p.prolang = l.oid
left join pg_catalog.pg_trigger as t on p.oid = t.tgfoid
where n.nspname in ('maitred', 'maitred_internal') and l.lanname = 'plpgsql'
    and (p.prorettype <> 'trigger'::regtype or t.tgparentid = 0);

select is_empty(
    $query$
    select
        c.oid::regprocedure, nullif(c.relation, 0)::regclass, f.lineno,
        f.level, f.sqlstate, f.message, f.detail, f.hint
    from checked as c
    cross join lateral plpgsql_check_function_tb(
        funcoid => c.oid, relid => c.relation, oldtable => c.old_rows, newtable => c.new_rows, fatal_errors => false,
        other_warnings => true, performance_warnings => true, extra_warnings => true, security_warnings => true,
        compatibility_warnings => true
    ) as f
    order by 1, 2, 3
    $query$,
    'plpgsql_check finds nothing'
);

select is_empty(
    $query$
    select p.oid::regprocedure
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and p.prorettype = 'trigger'::regtype
        and not exists (select from checked as c where c.oid = p.oid)
    $query$,
    'every trigger function is the function of a trigger'
);

select * from finish();
rollback;
