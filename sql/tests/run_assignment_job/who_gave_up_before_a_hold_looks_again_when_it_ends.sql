begin;
select plan(7);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.book('eight', 8);
update maitred.restaurants set auto_assign_on_booking = false;
select maitred_test.book('anna');
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.hold('anna', '{T6}', 'ann');
select maitred_test.hold('anna', '{T3}', 'cid');
update maitred_internal.assignment_jobs set attempts = 4 where booking_id = maitred_test.booking('eight');

create temporary table said as select maitred.run_assignment_job('test') as said;
select is((select s.said ->> 'outcome' from said as s), 'no_table', 'the tables for it are held');
select is((select (s.said ->> 'gave_up')::boolean from said as s), true, 'it was the last attempt');
select is(maitred_test.status_of('eight'), 'pending_allocation', 'the restaurant is told');
select is(
    (select j.run_at from maitred_internal.assignment_jobs as j where j.attempts > 0),
    (select min(h.expires_at) from maitred.table_holds as h),
    'and it looks again when the first of the holds has run out, which nobody tells it'
);

update maitred_internal.assignment_jobs set run_at = clock_timestamp() where attempts > 0;
select maitred.release_table_hold(maitred_test.hold_of('anna', 'ann'));
select is(maitred.run_assignment_job('test') ->> 'outcome', 'assigned', 'then it finds its table');
select is(maitred_test.status_of('eight'), 'confirmed', 'and is confirmed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
