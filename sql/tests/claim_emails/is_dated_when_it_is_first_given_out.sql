-- The Date of an email is when a worker was first given it to send, in every attempt.
begin;

select plan(7);
select maitred_test.open_restaurant();
create temporary table given (n int, dated timestamptz, token bigint, email_id bigint);
create function pg_temp.claim(p_n int) returns void language sql as $$
    update maitred_internal.outbox_ready set available_at = clock_timestamp();
    insert into given
    select p_n, c.written_at, c.claim_token, c.email_id
    from maitred.claim_emails('w') as c
$$;
create function pg_temp.dated(p_n int) returns timestamptz language sql as $$
    select g.dated from given as g where g.n = p_n
$$;

select maitred_test.book('anna');
update maitred_internal.outbox_contents set written_at = written_at - interval '1 hour';
update maitred_internal.outbox_keys set written_at = written_at - interval '1 hour';
update maitred_internal.outbox_ready set written_at = written_at - interval '1 hour';
select pg_temp.claim(1);
select is(
    pg_temp.dated(1), (select c.claimed_at from maitred_internal.outbox_claims as c),
    'it is dated when it is claimed, not when it was written'
);
select maitred.release_email_claim(g.token) from given as g;
select pg_temp.claim(2);
select cmp_ok(pg_temp.dated(2), '>', pg_temp.dated(1), 'what was given back untried was not sent');
select maitred.settle_emails(
    g.token, jsonb_build_array(jsonb_build_object('email_id', g.email_id, 'outcome', 'released'))
)
from given as g where g.n = 2;
select pg_temp.claim(3);
select cmp_ok(pg_temp.dated(3), '>', pg_temp.dated(2), 'nor was that of a batch that was broken off');
update maitred_internal.outbox_claims set expires_at = clock_timestamp();
select maitred_internal.sweep_email_claims(clock_timestamp());
select pg_temp.claim(4);
select is(pg_temp.dated(4), pg_temp.dated(3), 'a worker that fell silent may have sent it');
select maitred.fail_email(g.email_id, g.token, '450', false) from given as g where g.n = 4;
select pg_temp.claim(5);
select is(pg_temp.dated(5), pg_temp.dated(3), 'a retry has the same date');
select maitred.fail_email(g.email_id, g.token, '550', true) from given as g where g.n = 5;
select maitred.retry_dead_emails();
select pg_temp.claim(6);
select is(pg_temp.dated(6), pg_temp.dated(3), 'and one that was brought back');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
