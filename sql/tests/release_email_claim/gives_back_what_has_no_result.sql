begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert']) as n (n);
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w') as c;
select ok(
    (select maitred.extend_email_claim(max(c.claim_token), interval '10 minutes') from claimed as c)
    > clock_timestamp() + interval '9 minutes',
    'the lease is extended'
);
select maitred.complete_email(min(c.email_id), min(c.claim_token))
from claimed as c;
select is((select maitred.release_email_claim(max(c.claim_token)) from claimed as c), 1, 'one is given back');
select is((select maitred.release_email_claim(max(c.claim_token)) from claimed as c), 0, 'once');
select results_eq(
    'select payload ->> ''guest_name'', attempt from maitred.claim_emails(''w'')', 'values (''bert'', 1)',
    'it is the one without a result, and the attempt is not counted'
);
select results_eq(
    'select a.outcome::text from maitred_internal.outbox_attempts as a', 'values (''sent'')', 'nor is it logged'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
