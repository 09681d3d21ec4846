begin;

select plan(3);
select maitred_test.open_restaurant();

select throws_ok(
    format('select * from maitred.find_assignment_drift(%L)', maitred_test.id('nowhere')), 'MD105', null,
    'a mistyped restaurant is not called clean'
);
savepoint sane;
select maitred_test.seat('ann', '{T1}');
set session_replication_role = replica;
delete from maitred.allocations;
delete from maitred.restaurants;
set session_replication_role = origin;
select isnt_empty(
    format('select * from maitred.find_assignment_drift(%L)', maitred_test.id('restaurant')),
    'the rows of a restaurant that was deleted from under them are found'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
