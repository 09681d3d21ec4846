begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.book('carl');
select maitred.fail_email(c.email_id, c.claim_token, '550', true)
from maitred.claim_emails(p_worker => 'v') as c;
select maitred_test.book('bert');
create temporary table of_bert as
select c.* from maitred.claim_emails(p_worker => 'v') as c;
select maitred_test.seat('anna', '{T1}');
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w') as c;
select maitred.cancel_booking(p_booking_id => maitred_test.booking('anna'));
select results_eq(
    $$
    select k.kind::text
    from maitred_internal.outbox_ready as r
    inner join maitred_internal.outbox_keys as k on r.email_id = k.email_id
    $$,
    'values (''booking_cancelled'')', 'only the cancellation is left'
);
select is(
    (select count(*)::int from maitred_internal.outbox_attempts where outcome = 'superseded'),
    1,
    'the confirmation is superseded'
);
select maitred.fail_email(c.email_id, c.claim_token, '450', false)
from claimed as c;
update maitred_internal.outbox_ready
set available_at = clock_timestamp();
select results_eq(
    'select kind from maitred.claim_emails(''w'')',
    'values (''booking_cancelled'')',
    'what was in flight is not tried again'
);
select is(
    (select count(*)::int from maitred_internal.outbox_attempts where outcome = 'superseded'), 2, 'but superseded too'
);

select is(
    (select maitred.fail_email(c.email_id, c.claim_token, '450', false) from of_bert as c), 'ready',
    'what another guest has to be told is tried again'
);
select maitred.retry_dead_emails();
select results_eq(
    'select c.payload ->> ''guest_name'' from maitred.claim_emails(''v'') as c', 'values (''carl'')',
    'and sent, once a person has seen to it'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
