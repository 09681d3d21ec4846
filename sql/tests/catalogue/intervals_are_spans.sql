-- An interval with months is compared as one thing and added as another. So every one that a caller gives goes through
-- check_span, and every one that is stored is a span.
begin;
select plan(4);

-- Months make sense where history ends; the instant is compared there.
create temporary table exempt (name text primary key, instead text not null) on commit drop;
insert into exempt values
('prune_history', 'history_before\(p_older_than\)'),
('plan_pruning', 'history_before\(p_older_than\)');

create temporary view asked as
select p.proname as name, a.name as argument, p.prosrc
from pg_catalog.pg_proc as p
cross join unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) as a (name, type)
where p.pronamespace = 'maitred'::regnamespace and a.type = 'interval'::regtype;

select is_empty(
    $query$
    select a.name, a.argument
    from asked as a
    left join exempt as e on a.name = e.name
    where a.prosrc !~ coalesce(e.instead, format('check_span\(''%s'', %1$s, ''', a.argument))
    $query$,
    'every interval argument is checked as a span'
);

select is_empty(
    'select e.name from exempt as e where e.name not in (select a.name from asked as a)',
    'what is exempt has an interval argument'
);

select is_empty(
    $query$
    select a.attrelid::regclass, a.attname
    from pg_catalog.pg_attribute as a
    inner join pg_catalog.pg_class as c on a.attrelid = c.oid
    where c.relnamespace = 'maitred'::regnamespace and c.relkind in ('r', 'p')
        and not a.attisdropped and a.atttypid in ('interval'::regtype, 'interval[]'::regtype)
    $query$,
    'every interval column is of the domain span'
);

-- A span without an end would be one that nobody can undo: a constraint of its table says how long it may be.
select is_empty(
    $query$
    select a.attrelid::regclass, a.attname
    from pg_catalog.pg_attribute as a
    inner join pg_catalog.pg_class as c on a.attrelid = c.oid
    where c.relkind in ('r', 'p') and not a.attisdropped and a.atttypid = 'maitred.span'::regtype
        and not exists (
            select from pg_catalog.pg_constraint as k
            where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey @> array[a.attnum]
                and pg_get_constraintdef(k.oid) ~ '<='
        )
    $query$,
    'every span that is stored has a longest value'
);

select * from finish();
rollback;
