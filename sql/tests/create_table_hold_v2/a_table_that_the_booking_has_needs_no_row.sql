begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.hold('anna', '{T1,T2}', 'ann');
create temporary table taken as
select l.id, l.booking_id from maitred.allocations as l where l.table_id = maitred_test.id('T1');

select is(
    maitred_test.takers_of('T1') || ', ' || maitred_test.takers_of('T2'), 'anna assignment, anna hold', 'one row each'
);
select ok(maitred.release_table_hold(maitred_test.hold_of('anna', 'ann')), 'released');
select results_eq(
    'select l.id, l.booking_id from maitred.allocations as l',
    'select t.* from taken as t',
    'the assignment keeps its row'
);
select lives_ok($$select maitred_test.assign('anna', '{T1,T2}')$$, 'and more can be assigned');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
