begin;

select plan(10);
select maitred_test.open_restaurant();

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

create temporary table late as
select c.claim_token, a.email_id from again as a cross join (select min(claim_token) as claim_token from claimed) as c;
create function pg_temp.everything() returns text language sql as $$
    select row(maitred_test.everything(), (select jsonb_agg(c) from maitred_internal.outbox_claims as c))::text
$$;
create temporary table before as select pg_temp.everything() as was;
select is(
    (
        select row(
            maitred.complete_email(l.email_id, l.claim_token),
            maitred.fail_email(l.email_id, l.claim_token, '550', true),
            maitred.extend_email_claim(l.claim_token),
            maitred.release_email_claim(l.claim_token)
        )::text
        from late as l
    ),
    '(f,,,0)', 'what the first says now is refused'
);
select is(pg_temp.everything(), (select b.was from before as b), 'and changes nothing');
select is(
    (
        select maitred.complete_email((select min(c.email_id) from claimed as c), a.claim_token)
        from again as a
    ),
    false, 'a claim is for its own emails, not for those of another'
);
select is(
    (select maitred.complete_email(a.email_id, a.claim_token) from again as a), true, 'the second one''s word counts'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
