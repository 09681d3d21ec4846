begin;

select plan(7);
select maitred_test.open_restaurant();

update maitred.restaurants set auto_assign_on_booking = true where id = maitred_test.id('restaurant');
select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
select maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann'));
select is(maitred_test.status_of('anna'), 'confirmed', 'a pending booking is confirmed');
select is(maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'by booking_confirmed');
select is(maitred_test.jobs_of('anna'), '', 'its job is gone');

select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select maitred_test.propose('anna', '{T2}', 'ann');
select maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann'));
select is(
    maitred_test.mails_of('anna'),
    'booking_requested booking_confirmed modification_pending modification_confirmed',
    'by modification_confirmed when a cycle was open'
);
select is(
    (select row(b.status, b.pending_ref)::text from maitred.bookings as b where b.id = maitred_test.booking('anna')),
    '(confirmed,)', 'which it closes'
);
select maitred.seat_booking(p_booking_id => maitred_test.booking('anna'));
select maitred_test.propose('anna', '{T3}', 'ann');
select maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann'));
select is(
    maitred_test.status_of('anna') || ' ' || maitred_test.tables_of('anna'),
    'seated T3',
    'a seated party changes tables'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
