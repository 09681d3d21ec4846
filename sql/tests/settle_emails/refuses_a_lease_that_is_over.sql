begin;

select plan(8);
select maitred_test.open_house();

select maitred_test.book('anna');
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w') as c;
update maitred_internal.outbox_claims
set expires_at = clock_timestamp();
create temporary table before as select maitred_test.everything() as was;

select is((select maitred.complete_email(c.email_id, c.claim_token) from claimed as c), false, 'complete');
select is((select maitred.fail_email(c.email_id, c.claim_token, 'x', true) from claimed as c), null, 'fail');
select is((select maitred.extend_email_claim(c.claim_token) from claimed as c), null, 'extend');
select is((select maitred.release_email_claim(c.claim_token) from claimed as c), 0, 'release');
select is((select maitred.settle_emails(c.claim_token, '[]') from claimed as c), 0, 'settle');
select is((select maitred.settle_emails(0, '[{"email_id": 1, "outcome": "sent"}]')), 0, 'an unknown token');
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
