begin;

select plan(6);
select maitred_test.open_restaurant();

-- One claim: anna's is sent, bert's is dead, carl's is in hand.
select maitred_test.book(n.name)
from unnest(array['anna', 'bert', 'carl']) as n (name);
create temporary table claimed as
select c.*, c.payload ->> 'guest_name' as guest
from maitred.claim_emails('w') as c;
select maitred.complete_email(c.email_id, c.claim_token)
from claimed as c
where c.guest = 'anna';
select maitred.fail_email(c.email_id, c.claim_token, '550', true)
from claimed as c
where c.guest = 'bert';
select maitred.cancel_booking(maitred_test.booking(n.name))
from unnest(array['anna', 'bert', 'carl']) as n (name);

select results_eq(
    'select s.email_id from maitred_internal.outbox_superseded as s',
    'select c.email_id from claimed as c where c.guest = ''carl''', 'only what can still be tried is marked'
);
select is_empty('select * from maitred.list_emails(''dead'')', 'nobody has to look at a dead one any more');
select results_eq(
    'select e.outcome::text, e.attempt::int from maitred_internal.outbox_attempts as e
    inner join claimed as c on e.email_id = c.email_id where c.guest = ''bert'' order by e.recorded_at',
    $$ values ('dead', 1), ('superseded', 1) $$, 'it is superseded'
);
select is(maitred.retry_dead_emails(), 0, 'and cannot be brought back');
select results_eq(
    'select s.outcome::text from maitred_internal.outbox_attempts as s
    inner join claimed as c on s.email_id = c.email_id where c.guest = ''anna''',
    'values (''sent'')', 'what was sent stays sent'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
