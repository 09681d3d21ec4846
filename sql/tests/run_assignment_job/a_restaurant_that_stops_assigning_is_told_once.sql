begin;
select plan(10);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.book('anna');
update maitred.restaurants set auto_assign_on_booking = false;

select is(maitred.run_assignment_job('test') ->> 'outcome', 'disabled', 'the restaurant assigns by hand now');
select ok(
    (
        select j.run_at - clock_timestamp() between '4 minutes' and '5 minutes'
        from maitred_internal.assignment_jobs as j
    ),
    'the job stays'
);
select is(maitred_test.mails_of('anna'), 'booking_requested house_attention', 'the restaurant is told');
select is(maitred_test.events_of('anna'), 'booking.created auto_assign.failed', 'and so are screens');
select is(
    (select row(b.status, b.staff_decides)::text from maitred.bookings as b), '(pending,f)',
    'the booking waits as before'
);
update maitred_internal.assignment_jobs set run_at = clock_timestamp();
create temporary table told as select maitred_test.everything() - '{jobs}'::text [] as was;
select is(maitred.run_assignment_job('test') ->> 'outcome', 'disabled', 'the next look');
select is(
    maitred_test.everything() - '{jobs}'::text [], (select t.was from told as t), 'tells nobody anything'
);

update maitred.restaurants set auto_assign_on_booking = true;
select is(maitred.run_assignment_job('test') ->> 'outcome', 'assigned', 'switched on again, it goes on immediately');
select is(
    maitred_test.mails_of('anna'), 'booking_requested house_attention booking_confirmed', 'and the guest is told'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
