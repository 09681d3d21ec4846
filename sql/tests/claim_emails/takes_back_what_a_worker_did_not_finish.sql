begin;

select plan(6);
select maitred_test.open_house();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert']) as n (n);
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'gone') as c;
select maitred.complete_email(p_email_id => min(c.email_id), p_claim_token => min(c.claim_token))
from claimed as c;
select is_empty('select * from maitred.claim_emails(''w'')', 'while the lease lasts, nobody else is given them');
update maitred_internal.outbox_claims
set expires_at = clock_timestamp();
create temporary table again as
select c.* from maitred.claim_emails(p_worker => 'w') as c;
select is((select count(*)::int from again), 1, 'then only the one without a result is');
select is((select attempt from again), 1, 'the attempt is not counted');
select isnt((select claim_token from again), (select min(claim_token) from claimed), 'the token is another');
select is(
    (select string_agg(a.outcome, ' ' order by a.outcome::text) from maitred_internal.outbox_attempts as a),
    'lapsed sent',
    'and it is logged'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
