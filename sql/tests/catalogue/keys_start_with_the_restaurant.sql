-- The database checks tenancy because every key and foreign key begins with restaurant_id.
begin;
select plan(5);

create temporary table exempt (relation text primary key, reason text not null) on commit drop;
insert into exempt values
('maitred.installation', 'settings of the whole installation, one row'),
('maitred.restaurants', 'the tenants themselves: id is the restaurant'),
('maitred.booking_transitions', 'the same for all restaurants'),
('maitred.session_transitions', 'the same for all restaurants'),
('maitred.adoption_quarantine', 'rows of another system, whose restaurant may be unknown'),
('maitred_internal.adoption_rows', 'rows of another system, whose restaurant may be unknown'),
('maitred_internal.migrations', 'of the database'),
('maitred_internal.outbox_transports', 'servers for email, of the installation');
insert into exempt
select
    c.oid::regclass,
    'the outbox is one queue for all; its unique key begins with the restaurant'
from pg_catalog.pg_class as c
where c.relnamespace = 'maitred_internal'::regnamespace and c.relkind in ('r', 'p')
    and c.relname ~ '^outbox_' and c.relname <> 'outbox_transports';

select is_empty(
    $query$ select e.relation from exempt as e where to_regclass(e.relation) is null $query$,
    'every exempt table is there'
);

create temporary view tenant_tables as
select c.oid
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where n.nspname in ('maitred', 'maitred_internal') and c.relkind in ('r', 'p') and not c.relispartition
    and format('%I.%I', n.nspname, c.relname) not in (select e.relation from exempt as e);

select is_empty(
    $query$
    select t.oid::regclass
    from tenant_tables as t
    where not exists (
        select from pg_catalog.pg_attribute as a
        where a.attrelid = t.oid and a.attname = 'restaurant_id' and a.atttypid = 'uuid'::regtype and a.attnotnull
    )
    $query$,
    'every tenant table has restaurant_id uuid not null'
);

select is_empty(
    $query$
    select i.indrelid::regclass, i.indexrelid::regclass
    from tenant_tables as t
    inner join pg_catalog.pg_index as i on t.oid = i.indrelid and (i.indisunique or i.indisexclusion)
    left join pg_catalog.pg_attribute as a on i.indrelid = a.attrelid and a.attnum = i.indkey[0]
    where a.attname is distinct from 'restaurant_id'
    $query$,
    'every primary key, unique index and exclusion constraint begins with restaurant_id'
);

select is_empty(
    $query$
    select f.conrelid::regclass, f.conname, pg_get_constraintdef(f.oid)
    from tenant_tables as t
    inner join pg_catalog.pg_constraint as f on t.oid = f.conrelid and f.contype = 'f'
    inner join pg_catalog.pg_attribute as a on f.conrelid = a.attrelid and a.attnum = f.conkey[1]
    inner join pg_catalog.pg_attribute as b on f.confrelid = b.attrelid and b.attnum = f.confkey[1]
    where a.attname <> 'restaurant_id'
        or b.attname <> case when f.confrelid = 'maitred.restaurants'::regclass then 'id' else 'restaurant_id' end
    $query$,
    'every foreign key begins with restaurant_id, on both sides'
);

select is_empty(
    $query$
    select f.conrelid::regclass, f.conname
    from exempt as e
    inner join pg_catalog.pg_constraint as f on e.relation::regclass = f.conrelid and f.contype = 'f'
    $query$,
    'exempt tables refer to nothing'
);

select * from finish();
rollback;
