begin;

select plan(3);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred.modify_booking(maitred_test.booking('ann'), p_party_size => 6);
savepoint sane;
with gone as (
    delete from maitred_internal.outbox_ready returning email_id
)

insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
select g.email_id, 0, 'superseded', clock_timestamp(), 0 from gone as g;
select results_eq(
    'select f.kind, f.detail ->> ''kind'' from maitred.find_assignment_drift() as f',
    $$ values ('email_missing', 'modification_pending') $$, 'the guest does not know that the table is gone for now'
);
select results_eq(
    $$ select r.kind, r.action from maitred.repair_assignment_drift(null, maitred_test.id('restaurant'), false) as r $$,
    $$ values ('email_missing', 'review') $$, 'whether it may still be sent, a person knows'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
