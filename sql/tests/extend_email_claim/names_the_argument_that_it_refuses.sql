begin;

select plan(2);
select maitred_test.open_restaurant();

select throws_ok('select maitred.extend_email_claim(1, ''2 hours'')', '22023', null, 'too long');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
