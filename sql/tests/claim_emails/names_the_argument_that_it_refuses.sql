begin;

select plan(7);
select maitred_test.open_restaurant();

select throws_ok('select maitred.claim_emails(null)', '22023', null, 'no worker');
select throws_ok('select maitred.claim_emails('''')', '22023', null, 'a nameless worker');
select throws_ok('select maitred.claim_emails(''w'', 0)', '22023', null, 'no emails');
select throws_ok('select maitred.claim_emails(''w'', 1001)', '22023', null, 'too many emails');
select throws_ok('select maitred.claim_emails(''w'', 1, ''0 s'')', '22023', null, 'no lease');
select throws_ok(
    'select maitred.claim_emails(''w'', 1, null)',
    '22023',
    'p_lease is null, it must be a span of 1 second to 1 hour, without months and years, of one sign',
    'null lease'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
