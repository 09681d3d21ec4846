begin;

select plan(11);
select maitred_test.open_restaurant();

-- One in a hundred seconds: what a slow machine loses between two calls does not matter.
select is(maitred.take_email_token('mx:25', 0.01), null, 'the first is granted');
select ok(
    maitred.take_email_token('mx:25', 0.01) between interval '50 seconds' and interval '100 seconds',
    'the next has to wait'
);
update maitred_internal.outbox_transports
set refilled_at = refilled_at - interval '100 seconds';
select is(maitred.take_email_token('mx:25', 0.01), null, 'and is granted when its time has come');
update maitred_internal.outbox_transports
set refilled_at = refilled_at - interval '1 hour';
select is(maitred.take_email_token('mx:25', 0.01), null, 'an hour of silence');
select ok(maitred.take_email_token('mx:25', 0.01) > interval '50 seconds', 'saves one and no more');
select is(maitred.take_email_token('other:25', 0.01), null, 'another server is counted by itself');
update maitred_internal.outbox_transports
set refilled_at = refilled_at - interval '1 hour'
where name = 'other:25';
select is(maitred.take_email_token('other:25', 3), null, 'and at a higher rate');
select is(
    (select t.tokens::int from maitred_internal.outbox_transports as t where t.name = 'other:25'), 2,
    'saves as many as it sends in a second'
);
select ok(maitred.pause_email_transport('mx:25', '10 minutes') > clock_timestamp(), 'a pause');
update maitred_internal.outbox_transports
set refilled_at = refilled_at - interval '1 hour';
select ok(maitred.take_email_token('mx:25', 1) > interval '9 minutes', 'grants nothing');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
