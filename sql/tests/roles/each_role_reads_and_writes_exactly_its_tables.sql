-- The same for tables and views: r reads, w inserts, updates and deletes; nobody truncates, refers or adds triggers.
begin;
select plan(3);

create temporary table allowed (relation text primary key, readers text not null, writers text not null) on commit drop;
insert into allowed values
('installation', 'doctor manager reader staff', ''),
('restaurants', 'doctor manager reader staff', 'manager'),
('zones', 'doctor manager reader staff', 'manager'),
('table_inventory', 'doctor manager reader staff', 'manager'),
('table_adjacencies', 'doctor manager reader staff', 'manager'),
('service_periods', 'doctor manager reader staff', 'manager'),
('service_exceptions', 'doctor manager reader staff', 'manager'),
('turn_times', 'doctor manager reader staff', 'manager'),
('booking_transitions', 'doctor manager reader staff', ''),
('session_transitions', 'doctor manager reader staff', ''),
('bookings', 'doctor manager reader staff', ''),
('booking_table_assignments', 'doctor manager reader staff', ''),
('allocations', 'doctor manager reader staff', ''),
('table_holds', 'doctor manager reader staff', ''),
('table_blocks', 'doctor manager reader staff', ''),
('manual_assignment_sessions', 'doctor manager reader staff', ''),
('manual_assignment_board', 'doctor manager reader staff', ''),
('observability_events', 'doctor manager reader staff', ''),
('repair_log', 'doctor manager reader staff', ''),
('adoption_catalogue', 'doctor manager reader staff', ''),
('adoption_quarantine', 'doctor manager reader staff', ''),
('drift_catalogue', 'doctor manager reader staff', ''),
('event_catalogue', 'doctor manager reader staff worker', ''),
('email_catalogue', 'doctor manager reader staff worker', ''),
('vocabulary', 'doctor manager reader staff', ''),
('installed', 'doctor manager reader staff worker', ''),
('error_catalogue', 'doctor guest manager reader staff worker', '');

create temporary view ours as
select
    r.oid,
    r.rolname,
    substr(r.rolname, 9) as short
from pg_catalog.pg_roles as r
where r.rolname ~ '^maitred_' and r.rolname <> 'maitred_owner';

create temporary view granted as
select
    c.relname::text as relation,
    coalesce(string_agg(o.short, ' ' order by o.short) filter (where o.reads), '') as readers,
    coalesce(string_agg(o.short, ' ' order by o.short) filter (where o.writes), '') as writers
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join lateral (
    select
        r.short,
        has_table_privilege(r.oid, c.oid, 'select') as reads,
        has_table_privilege(r.oid, c.oid, 'insert') and has_table_privilege(r.oid, c.oid, 'update')
        and has_table_privilege(r.oid, c.oid, 'delete') as writes
    from ours as r
) as o
where n.nspname = 'maitred' and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
group by c.oid;

select set_eq(
    'select format(''%s: %s, written by %s'', g.relation, g.readers, g.writers) from granted as g',
    'select format(''%s: %s, written by %s'', a.relation, a.readers, a.writers) from allowed as a',
    'each table by exactly the roles that are listed here'
);

select is_empty(
    $query$
    select c.oid::regclass, o.rolname, p.privilege
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    cross join ours as o
    cross join unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as p (privilege)
    left join allowed as a on n.nspname = 'maitred' and c.relname = a.relation
    where n.nspname in ('maitred', 'maitred_internal') and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and has_table_privilege(o.oid, c.oid, p.privilege)
        and not (o.short = any(string_to_array(a.writers, ' ')) and p.privilege in ('insert', 'update', 'delete'))
    $query$,
    'and in no other way'
);

select is_empty(
    $query$
    select c.oid::regclass, o.rolname
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    cross join ours as o
    where n.nspname in ('maitred', 'maitred_internal')
        and case
            when c.relkind = 'S' then has_sequence_privilege(o.oid, c.oid, 'usage, select, update')
            when c.relispartition then has_any_column_privilege(o.oid, c.oid, 'select, insert, update')
            when c.relkind in ('r', 'p') and n.nspname = 'maitred_internal'
                then has_any_column_privilege(o.oid, c.oid, 'select, insert, update, references')
        end
    $query$,
    'no sequence, no partition by its own name, nothing in maitred_internal'
);

select * from finish();
rollback;
