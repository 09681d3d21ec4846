begin;

select plan(6);
select maitred_test.open_restaurant();

create function pg_temp.pairs() returns int language sql as $$
    select count(*)::int from maitred.table_adjacencies where restaurant_id = maitred_test.id('restaurant')
$$;
create temporary table before as select pg_temp.pairs() as n;
insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
select
    maitred_test.id('restaurant'),
    maitred_test.id(v.one),
    maitred_test.id(v.other)
from (values ('T1', 'T2'), ('T2', 'T1'), ('T4', 'T5'), ('T5', 'T4')) as v (one, other);

select is(
    pg_temp.pairs(), (select b.n + 1 from before as b), 'a repeat is dropped silently, the new pair is stored once'
);
select is_empty('select * from maitred.table_adjacencies where table_a > table_b', 'in the order of the ids');
select is(
    maitred_test.refusal(format(
        'insert into maitred.table_adjacencies (restaurant_id, table_a, table_b) values (%L, %L, %L)',
        maitred_test.id('restaurant'), maitred_test.id('T1'), maitred_test.id('T1')
    )) ->> 'sqlstate',
    '23514', 'a table is not its own neighbour'
);
update maitred.table_adjacencies
set
    table_a = greatest(maitred_test.id('T4'), maitred_test.id('T6')),
    table_b = least(maitred_test.id('T4'), maitred_test.id('T6'))
where least(maitred_test.id('T4'), maitred_test.id('T5')) = table_a
    and greatest(maitred_test.id('T4'), maitred_test.id('T5')) = table_b;
select is_empty('select * from maitred.table_adjacencies where table_a > table_b', 'also after an update');
select is(pg_temp.pairs(), (select b.n + 1 from before as b), 'which stores no second row');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
