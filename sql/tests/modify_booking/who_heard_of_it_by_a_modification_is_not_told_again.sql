begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select maitred_test.assign('anna', '{T1}');
select is(
    maitred_test.mails_of('anna'), 'booking_requested modification_pending modification_confirmed',
    'a booking that was edited before its first table is confirmed by the email of its cycle'
);

select maitred.unassign_tables_atomic(p_booking_id => maitred_test.booking('anna'));
select is(maitred_test.status_of('anna'), 'pending', 'its table is taken away, outside of any cycle');
select maitred_test.assign('anna', '{T2}');
select is(
    maitred_test.mails_of('anna'), 'booking_requested modification_pending modification_confirmed',
    'another table confirms the same party and time: nothing that the guest does not know'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
