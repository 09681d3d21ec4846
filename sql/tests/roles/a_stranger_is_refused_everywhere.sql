begin;
select plan(4);
select maitred_test.open_restaurant();

create role maitred_test_stranger;

-- What somebody gets at by calling and reading everything there is, all arguments null.
create function pg_temp.open_doors()
returns setof text
language plpgsql
as $function$
declare
    v_door record;
begin
    for v_door in
        select
            p.oid::regprocedure::text as name,
            format(
                'select %I.%I(%s)', n.nspname, p.proname,
                (
                    select string_agg(format('null::%s', format_type(t.oid, null)), ', ' order by t.ordinality)
                    from unnest(p.proargtypes) with ordinality as t (oid, ordinality)
                )
            ) as attempt
        from pg_catalog.pg_proc as p
        inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
        where n.nspname in ('maitred', 'maitred_internal') and p.prorettype <> 'trigger'::regtype
        union all
        select c.oid::regclass::text, format('select 1 from %I.%I limit 1', n.nspname, c.relname)
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
        where n.nspname in ('maitred', 'maitred_internal') and c.relkind in ('r', 'p', 'v', 'm', 'S')
    loop
        begin
            execute v_door.attempt;
            return next v_door.name;
        exception
            when insufficient_privilege then
                continue;
            when others then
                return next format('%s (%s)', v_door.name, sqlerrm);
        end;
    end loop;
end;
$function$;

-- Calls without arguments are no tests of what they call, so they do not count as such.
do $block$ begin perform set_config('plpgsql_check.profiler', 'off', true); end $block$;
select isnt_empty('select d from pg_temp.open_doors() as d', 'a superuser finds open doors');

set local role maitred_test_stranger;
select is_empty('select d from pg_temp.open_doors() as d', 'refused at the door of the schemas');
reset role;

-- Even somebody who was let into the schemas finds each door closed.
grant usage on schema maitred, maitred_internal to maitred_test_stranger;
set local role maitred_test_stranger;
select is_empty('select d from pg_temp.open_doors() as d', 'refused by every function, table, view and sequence');
reset role;

select is_empty(
    $query$
    select r.rolname, n.nspname
    from pg_catalog.pg_roles as r
    cross join pg_catalog.pg_namespace as n
    where r.rolname ~ '^maitred_' and r.rolname not in ('maitred_owner', 'maitred_test_stranger')
        and (
            (n.nspname = 'maitred_internal' and has_schema_privilege(r.oid, n.oid, 'usage'))
            or (n.nspname in ('maitred', 'maitred_internal') and has_schema_privilege(r.oid, n.oid, 'create'))
        )
    $query$,
    'no role looks into maitred_internal, and none makes anything in either schema'
);

select * from finish();
rollback;
