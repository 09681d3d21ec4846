-- Names stand on terminals and in headers: none has a control character, nor what turns the text around it.
begin;
select plan(3);

create temporary view names as
select
    a.attrelid::regclass as relation, a.attname as name, a.atttypid::regtype as type,
    concat_ws(
        ' ', (
            select string_agg(pg_get_constraintdef(k.oid), ' ')
            from pg_catalog.pg_constraint as k
            where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey @> array[a.attnum]
        ), (
            select string_agg(pg_get_constraintdef(k.oid), ' ')
            from pg_catalog.pg_constraint as k where k.contypid = a.atttypid
        )
    ) as rules
from pg_catalog.pg_attribute as a
inner join pg_catalog.pg_class as c on a.attrelid = c.oid
where c.relnamespace = 'maitred'::regnamespace and c.relkind = 'r' and not c.relispartition
    and a.attnum > 0 and not a.attisdropped
    and a.attname ~ '(^|_)name$';

select cmp_ok((select count(*) from names), '>=', 6::bigint, 'names of the floor, of hours and of guests');
select is_empty(
    $query$
    select n.relation, n.name from names as n
    where n.rules !~ '\\+u0001-\\+u001F\\+u007F-\\+u009F\\+u061C.*\\+u202[0-9A-E]' or n.rules !~ '200'
    $query$,
    'every name that is stored is plain and short'
);
select is(
    array(
        select maitred_test.refusal(format(
            'insert into maitred.zones (restaurant_id, name) values (%L, %L)', maitred_test.open_restaurant('x' || n),
            z.name
        )) ->> 'sqlstate'
        from unnest(array[E'a\x1b]0;b', U&'a\009Bb', U&'a\202Eb', E'a\nb', 'Saal']) with ordinality as z (name, n)
    ),
    array['23514', '23514', '23514', '23514', null], 'such as that of a zone'
);

select * from finish();
rollback;
