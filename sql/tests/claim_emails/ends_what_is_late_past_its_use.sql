begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 2, clock_timestamp() - interval '3 days');
select maitred_test.book('bert');
select results_eq(
    'select payload ->> ''guest_name'' from maitred.claim_emails(''w'')',
    'values (''bert'')',
    'what is of use is given out'
);
select results_eq(
    'select outcome::text from maitred_internal.outbox_attempts', 'values (''expired'')', 'the other one expired'
);
select is((select count(*)::int from maitred_internal.outbox_ready), 0, 'and is gone from the queue');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
