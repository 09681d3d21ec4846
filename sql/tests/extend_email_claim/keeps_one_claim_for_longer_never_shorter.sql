begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert']) as n (n);
create temporary table claimed as
select 'mine' as whose, c.* from maitred.claim_emails(p_worker => 'w', p_limit => 1) as c;
insert into claimed
select 'another' as whose, c.* from maitred.claim_emails(p_worker => 'v', p_limit => 1) as c;
create function pg_temp.token(p_whose text) returns bigint language sql as $$
    select c.claim_token from claimed as c where c.whose = p_whose
$$;
create function pg_temp.ends(p_whose text) returns timestamptz language sql as $$
    select c.expires_at from maitred_internal.outbox_claims as c where c.claim_token = pg_temp.token(p_whose)
$$;
create temporary table before as select pg_temp.ends('another') as another, clock_timestamp() as began;

select ok(
    maitred.extend_email_claim(pg_temp.token('mine'), '10 minutes')
    between b.began + interval '10 minutes' and clock_timestamp() + interval '10 minutes',
    'ten minutes from now'
)
from before as b;
create temporary table kept as select pg_temp.ends('mine') as until;
select is(
    maitred.extend_email_claim(pg_temp.token('mine'), '1 second'), (select k.until from kept as k), 'less is no change'
);
select is(pg_temp.ends('mine'), (select k.until from kept as k), 'it keeps its time');
select is(pg_temp.ends('another'), (select b.another from before as b), 'the claim of another worker has its own');

update maitred_internal.outbox_claims set expires_at = clock_timestamp();
select is(maitred.extend_email_claim(pg_temp.token('mine'), '10 minutes'), null, 'one that is over does not come back');
select is(
    (select count(*)::int from maitred.claim_emails('x')), 2, 'and its emails, and those of the other, are given out'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
