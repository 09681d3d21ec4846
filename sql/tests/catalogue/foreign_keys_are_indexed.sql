-- Without one, each delete or update of the key reads the whole referencing table, and locks as long.
begin;
select plan(1);

-- An exclusion constraint's index serves equality as well. A partial index will do where it leaves out nothing but rows
-- whose key is null: they refer to nothing.
select is_empty(
    $query$
    select f.conrelid::regclass, f.conname, pg_get_constraintdef(f.oid)
    from pg_catalog.pg_constraint as f
    inner join pg_catalog.pg_namespace as n on f.connamespace = n.oid
    where n.nspname in ('maitred', 'maitred_internal') and f.contype = 'f' and f.conparentid = 0
        and not exists (
            select from pg_catalog.pg_index as i
            inner join pg_catalog.pg_class as c on i.indexrelid = c.oid
            inner join pg_catalog.pg_am as m on c.relam = m.oid
            where i.indrelid = f.conrelid and i.indisvalid and m.amname in ('btree', 'gist')
                and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey
                and (
                    i.indpred is null
                    or pg_get_expr(i.indpred, i.indrelid) in (
                        select format('(%I IS NOT NULL)', a.attname)
                        from pg_catalog.pg_attribute as a
                        where a.attrelid = f.conrelid and a.attnum = any(f.conkey)
                    )
                )
        )
    $query$,
    'every foreign key is the beginning of an index'
);

select * from finish();
rollback;
