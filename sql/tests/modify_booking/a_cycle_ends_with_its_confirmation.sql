begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));

select is(maitred_test.assign('anna', '{T2}'), 'T2', 'tables are assigned');
select is(
    (select row(b.status, b.pending_ref)::text from maitred.bookings as b where b.id = maitred_test.booking('anna')),
    '(confirmed,)', 'confirmed, the cycle is closed'
);
select is(maitred_test.jobs_of('anna'), '', 'the job is gone');
select is(
    maitred_test.mails_of('anna'),
    'booking_requested booking_confirmed modification_pending modification_confirmed',
    'one modification_confirmed email, not a second booking_confirmed'
);
select ok(maitred_test.events_of('anna') like '%booking.modification.confirmed%', 'with its event');

select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_party_size => 4);
select maitred_test.assign('anna', '{T3}');
select is(
    maitred_test.mails_of('anna'),
    'booking_requested booking_confirmed modification_pending modification_confirmed modification_pending'
    || ' modification_confirmed',
    'the next edit is a cycle of its own'
);
select is(
    (
        select count(distinct k.cycle)::int
        from maitred_internal.outbox_keys as k
        where k.booking_id = maitred_test.booking('anna')
    ),
    3, 'three cycles: the first, and one an edit'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
