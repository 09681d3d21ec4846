begin;

select plan(7);
select maitred_test.open_house();

select is(maitred.take_email_token('mx:25', 1), null, 'the first is granted');
select ok(
    maitred.take_email_token('mx:25', 1) between interval '0.5 seconds' and interval '1 second', 'the next has to wait'
);
update maitred_internal.outbox_transports
set refilled_at = refilled_at - interval '1 minute';
select is(maitred.take_email_token('mx:25', 1), null, 'a second later it is granted');
select isnt(maitred.take_email_token('mx:25', 1), null, 'a minute of silence saves one second''s worth');
select ok(maitred.pause_email_transport('mx:25', '1 minute') > clock_timestamp(), 'a pause');
update maitred_internal.outbox_transports
set refilled_at = refilled_at - interval '1 minute';
select ok(maitred.take_email_token('mx:25', 1) > interval '50 seconds', 'grants nothing');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
