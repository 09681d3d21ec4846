begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book(n.n)
from unnest(array['anna', 'bert']) as n (n);
select maitred.fail_email(c.email_id, c.claim_token, '550 no such user', true)
from maitred.claim_emails(p_worker => 'w') as c;
select is((select count(*)::int from maitred_internal.outbox_dead), 2, 'two are dead');
select
    is(
        maitred.retry_dead_emails(array[(select min(d.email_id) from maitred_internal.outbox_dead as d)]),
        1,
        'one by name'
    );
select results_eq(
    'select l.recipient, l.state from maitred.list_emails() as l order by l.recipient',
    'values (''anna@example.org'', ''ready''), (''bert@example.org'', ''dead'')', 'that one, and not the other'
);
select is(maitred.retry_dead_emails(), 1, 'the rest without');
select results_eq(
    'select attempt from maitred.claim_emails(''w'')', 'values (1), (1)', 'they begin again'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
