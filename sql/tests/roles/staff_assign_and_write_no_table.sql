begin;
select plan(7);
select maitred_test.open_restaurant();
select maitred_test.book('a');

set local role maitred_staff;
select lives_ok(
    $$ select maitred.assign_tables_atomic_v2(maitred_test.booking('a'), maitred_test.tables(array['T1'])) $$,
    'staff assign'
);
select isnt_empty('select id from maitred.bookings', 'and read');
select throws_ok('update maitred.bookings set party_size = 3', '42501', null, 'but write no booking past them');
select throws_ok('delete from maitred.allocations', '42501', null, 'free no table past them');
select throws_ok('update maitred.table_inventory set capacity = 9', '42501', null, 'leave the floor as it is');
select throws_ok(
    $$
    select maitred.block_tables(
        maitred_test.id('restaurant'), maitred_test.tables(array['T2']), maitred_test.at('19:00'),
        maitred_test.at('21:00')
    )
    $$,
    '42501', null, 'and block no tables'
);
reset role;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
