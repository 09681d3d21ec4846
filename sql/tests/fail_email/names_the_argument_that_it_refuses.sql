begin;

select plan(3);
select maitred_test.open_restaurant();

select throws_ok('select maitred.fail_email(null, 1, ''x'', false)', '22023', null, 'no email');
select throws_ok('select maitred.fail_email(1, 1, ''x'', null)', '22023', null, 'permanent or not');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
