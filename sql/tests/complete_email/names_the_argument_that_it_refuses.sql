begin;

select plan(2);
select maitred_test.open_restaurant();

select throws_ok('select maitred.complete_email(null, 1)', '22023', null, 'no email');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
