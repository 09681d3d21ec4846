begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w') as c;
update maitred_internal.outbox_claims
set expires_at = clock_timestamp();
create function pg_temp.everything() returns text language sql as $$
    select row(
        maitred_test.everything(),
        (select jsonb_agg(c) from maitred_internal.outbox_claims as c),
        (select jsonb_agg(a) from maitred_internal.outbox_attempts as a)
    )::text
$$;
create function pg_temp.settle(p_token bigint) returns int language sql as $$
    select maitred.settle_emails(
        p_token, jsonb_agg(jsonb_build_object('email_id', k.email_id, 'outcome', 'sent'))
    )
    from maitred_internal.outbox_keys as k
$$;
create temporary table before as select pg_temp.everything() as was;

select is((select maitred.complete_email(c.email_id, c.claim_token) from claimed as c), false, 'complete');
select is((select maitred.fail_email(c.email_id, c.claim_token, 'x', true) from claimed as c), null, 'fail');
select is((select maitred.extend_email_claim(c.claim_token) from claimed as c), null, 'extend');
select is((select maitred.release_email_claim(c.claim_token) from claimed as c), 0, 'release');
select is((select pg_temp.settle(c.claim_token) from claimed as c), 0, 'settle');
select is(pg_temp.settle(0), 0, 'an unknown token');
select is(pg_temp.everything(), (select b.was from before as b), 'no row changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
