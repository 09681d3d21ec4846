begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert', 'carl']) as n (n);
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w') as c;
create function pg_temp.settle(p_guest text) returns int language sql as $$
    select maitred.settle_emails(
        c.claim_token, jsonb_build_array(jsonb_build_object('email_id', c.email_id, 'outcome', 'uncertain'))
    )
    from claimed as c where c.payload ->> 'guest_name' = p_guest
$$;
select is(pg_temp.settle('anna'), 1, 'uncertain is taken');
select is((select count(*)::int from maitred_internal.outbox_ready), 1, 'at least once: it is sent again');

insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
select c.email_id, 1, 'uncertain', clock_timestamp() - interval '25 hours', 0
from claimed as c
where c.payload ->> 'guest_name' = 'bert';
select pg_temp.settle('bert');
select
    is((select d.reason from maitred_internal.outbox_dead as d), 'uncertain', 'a day after the first try it is parked');

update maitred.installation
set email_policy = 'at_most_once';
select pg_temp.settle('carl');
select
    is(
        (select count(*)::int from maitred_internal.outbox_dead where reason = 'uncertain'),
        2,
        'at most once: parked at once'
    );
select is(maitred.retry_dead_emails(), 0, 'such emails come back only when named');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
