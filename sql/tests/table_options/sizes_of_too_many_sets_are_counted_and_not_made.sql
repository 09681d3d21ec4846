begin;
set local statement_timeout = '20 s';
select plan(9);

-- A hall whose movable tables may all be pushed together, of as many tables as wanted.
create function pg_temp.hall(p_name text, p_tables int, p_beside boolean default false)
returns text
language plpgsql
as $$
begin
    perform maitred_floor.open_restaurant(
        maitred_test.id(p_name),
        (
            select jsonb_agg(jsonb_build_object('name', 'T' || n, 'capacity', 4, 'zone_id', maitred_test.id(p_name)))
            from generate_series(1, p_tables) as n
        ),
        p_settings => jsonb_build_object('require_adjacency', p_beside, 'max_combined_tables', 5)
    );
    return pg_temp.sets(p_name);
end $$;
create function pg_temp.sets(p_name text)
returns text
language sql
as $$
    select string_agg(format('%s: %s', o.size, o.sets), ', ' order by o.size)
    from (
        select cardinality(t.table_ids) as size, count(*) as sets
        from maitred_internal.table_options as t where t.restaurant_id = maitred_test.id(p_name)
        group by 1
    ) as o
$$;

select is(pg_temp.hall('small', 20), '1: 20, 2: 190, 3: 1140, 4: 4845', 'of twenty tables up to four');
select is(pg_temp.hall('middling', 51), '1: 51, 2: 1275', 'of fifty-one tables two: there are 20,825 threes');
select is(pg_temp.hall('large', 201), '1: 201', 'of two hundred and one tables each: there are 20,100 pairs');
select is(pg_temp.hall('largest', 3000), '1: 3000', 'of three thousand as well');
select is(
    maitred_test.refusal('select pg_temp.hall(''too large'', 3001)') ->> 'message',
    'table_inventory is "3001 tables", it must have at most 3000 tables of a restaurant', 'no more'
);
select throws_ok(
    $$insert into maitred.table_inventory (restaurant_id, zone_id, name, capacity)
    values (maitred_test.id('largest'), maitred_test.id('largest'), 'one more', 4)$$,
    '22023', null, 'nor one by one'
);

-- Side by side in a row of four hundred, each with the ten after it.
select is(pg_temp.hall('row', 400, true), '1: 400', 'nothing is beside anything yet');
create temporary view numbered as
select t.id, substr(t.name, 2)::int as n
from maitred.table_inventory as t
where t.restaurant_id = maitred_test.id('row');
insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
select maitred_test.id('row'), a.id as one, b.id as other
from pg_temp.numbered as a
cross join generate_series(1, 10) as g (by)
inner join pg_temp.numbered as b
    on b.n = a.n + g.by;
select is(
    pg_temp.sets('row'), '1: 400, 2: 3945',
    'neighbours are paired, and of more than 3,000 pairs no threes are made'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
