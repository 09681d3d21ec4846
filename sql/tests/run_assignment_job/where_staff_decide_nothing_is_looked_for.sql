begin;
select plan(15);

select maitred_test.open_restaurant();
select maitred_test.book('anna');
update maitred.restaurants set auto_assign_on_booking = true;
select is(maitred.run_assignment_job('test'), null, 'a booking made where automatic assignment was off');
select ok((select b.staff_decides from maitred.bookings as b), 'waits for staff');
update maitred_internal.assignment_jobs set run_at = clock_timestamp();
select is(
    maitred.run_assignment_job('test') -> 'detail', '{"staff_decides": true}', 'a look that comes all the same'
);
select is(
    (select j.run_at from maitred_internal.assignment_jobs as j), maitred_test.at('19:00'), 'waits for its start'
);
select is(maitred_test.assign('anna', '{T8}'), 'T8', 'staff assign it');
select is((select b.staff_decides from maitred.bookings as b), false, 'and have decided');

select maitred.unassign_tables_atomic(maitred_test.booking('anna'));
select ok((select b.staff_decides from maitred.bookings as b), 'taken off its tables it waits for staff again');
select is(
    maitred_test.events_of('anna'),
    'booking.created booking.waits_for_staff tables.assigned booking.status_changed tables.unassigned'
    || ' booking.waits_for_staff booking.status_changed',
    'which is an event each time'
);
select is(maitred.run_assignment_job('test'), null, 'its own freed time wakes nobody');
select is(
    (maitred.auto_assign_booking(maitred_test.booking('anna'))).outcome, 'assigned', 'staff may ask for the planner'
);
select maitred.unassign_tables_atomic(maitred_test.booking('anna'));
select maitred.modify_booking(maitred_test.booking('anna'), p_notes => 'a dog');
select is(maitred.run_assignment_job('test'), null, 'a note changes nothing of that');
select is(
    (maitred.modify_booking(maitred_test.booking('anna'), p_party_size => 3)).staff_decides, false,
    'another party does'
);
select is(maitred.run_assignment_job('test') ->> 'outcome', 'assigned', 'and is looked for at once');
select is(
    (select count(*)::int from maitred_internal.assignment_jobs), 0, 'who has a table has no job'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
