begin;

select plan(7);
select maitred_test.open_restaurant();

set role maitred_staff;
select throws_ok('select maitred.claim_emails(''w'')', '42501', null, 'claim');
select throws_ok('select maitred.complete_email(1, 1)', '42501', null, 'complete');
select throws_ok('select maitred.settle_emails(1, ''[]'')', '42501', null, 'settle');
select throws_ok('select maitred.retry_dead_emails()', '42501', null, 'retry');
set role maitred_worker;
select is_empty('select * from maitred.claim_emails(''w'')', 'a worker may');
select lives_ok('select maitred.request_email_wakeup()', 'and may wait');
reset role;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
