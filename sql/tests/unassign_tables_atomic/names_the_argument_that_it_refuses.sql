begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select throws_ok(
    format(
        'select * from maitred.unassign_tables_atomic(%L, %L, p_restaurant_id => %L)', c.booking, c.tables, c.restaurant
    ),
    c.state, null, c.what
)
from (
    values
    (null, null::uuid [], null::uuid, '22023', 'a null booking'),
    (gen_random_uuid(), null, null, 'MD101', 'an unknown booking'),
    (maitred_test.booking('anna'), null, maitred_test.open_restaurant('other'), 'MD101', 'of another restaurant'),
    (maitred_test.booking('anna'), '{}', null, '22023', 'no tables'),
    (maitred_test.booking('anna'), maitred_test.tables('{T1,T1}'), null, '22023', 'a table twice'),
    (maitred_test.booking('anna'), array[null::uuid], null, '22023', 'a null among them')
) as c (booking, tables, restaurant, state, what);
select is(maitred_test.tables_of('anna'), 'T1', 'nothing changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
