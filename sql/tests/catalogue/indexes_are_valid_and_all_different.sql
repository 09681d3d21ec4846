begin;
select plan(3);

select is_empty(
    $query$
    select i.indexrelid::regclass
    from pg_catalog.pg_index as i
    inner join pg_catalog.pg_class as c on i.indexrelid = c.oid
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and not (i.indisvalid and i.indisready)
    $query$,
    'every index is valid'
);

select is_empty(
    $query$
    select c.conrelid::regclass, c.conname
    from pg_catalog.pg_constraint as c
    inner join pg_catalog.pg_namespace as n on c.connamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and not c.convalidated
    $query$,
    'every constraint is validated'
);

-- Each costs a write; one that is the beginning of another, without a rule of its own, costs it for nothing.
select is_empty(
    $query$
    select i.indexrelid::regclass as useless, other.indexrelid::regclass as because_of
    from pg_catalog.pg_index as i
    inner join pg_catalog.pg_class as c on i.indexrelid = c.oid
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    inner join pg_catalog.pg_class as t on i.indrelid = t.oid and not t.relispartition
    inner join pg_catalog.pg_index as other on i.indrelid = other.indrelid and i.indexrelid <> other.indexrelid
    inner join pg_catalog.pg_class as d on other.indexrelid = d.oid and c.relam = d.relam
    where n.nspname in ('maitred', 'maitred_internal')
        and not i.indisexclusion
        and (not i.indisunique or (other.indisunique and i.indnkeyatts = other.indnkeyatts))
        and (i.indnkeyatts < other.indnkeyatts or i.indisunique < other.indisunique or i.indexrelid > other.indexrelid)
        and (other.indkey::int2[])[0:i.indnkeyatts - 1] = (i.indkey::int2[])[0:i.indnkeyatts - 1]
        and (other.indclass::oid[])[0:i.indnkeyatts - 1] = (i.indclass::oid[])[0:i.indnkeyatts - 1]
        and (other.indoption::int2[])[0:i.indnkeyatts - 1] = (i.indoption::int2[])[0:i.indnkeyatts - 1]
        and pg_get_expr(i.indexprs, i.indrelid) is not distinct from pg_get_expr(other.indexprs, other.indrelid)
        and pg_get_expr(i.indpred, i.indrelid) is not distinct from pg_get_expr(other.indpred, other.indrelid)
    $query$,
    'no index is the beginning of another'
);

select * from finish();
rollback;
