begin;

select plan(3);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred.modify_booking(maitred_test.booking('ann'), p_party_size => 3);
select maitred_test.send_emails();
select maitred.auto_assign_booking(maitred_test.booking('ann'), true, 'none');
select results_eq(
    'select c.kind from maitred.claim_emails(''w'') as c', $$ values ('modification_confirmed') $$,
    'the guest knows of the edit, and hears of the table without being mailed by the call'
);

select maitred_test.book('ben');
select maitred.auto_assign_booking(maitred_test.booking('ben'), true, 'none');
select is_empty(
    $$ select k.kind from maitred_internal.outbox_keys as k
    where k.booking_id = maitred_test.booking('ben') and k.kind <> 'booking_requested' $$, 'nobody else does'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
