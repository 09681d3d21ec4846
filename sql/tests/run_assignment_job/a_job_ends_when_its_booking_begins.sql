begin;
select plan(15);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
-- A booking by that name has begun a minute ago.
create function pg_temp.begun(p_name text)
returns void
language sql
as $$
    update maitred.bookings
    set start_at = clock_timestamp() - interval '1 minute', end_at = clock_timestamp() + interval '1 hour'
    where id = maitred_test.booking(p_name);
    update maitred_internal.assignment_jobs
    set run_at = clock_timestamp() where booking_id = maitred_test.booking(p_name);
$$;

select maitred_test.book('crowd', 15, clock_timestamp() + interval '20 seconds');
select is((maitred.run_assignment_job('test') ->> 'gave_up')::boolean, true, 'too late for another attempt');
select is(
    (select j.run_at from maitred_internal.assignment_jobs as j), (select b.start_at from maitred.bookings as b),
    'it is looked at again when it begins, at the latest'
);
select pg_temp.begun('crowd');
select is(
    maitred.run_assignment_job('test') -> 'detail', '{"status": "pending_allocation", "begun": true}', 'then no more'
);
select is(maitred_test.jobs_of('crowd'), '', 'its job is over');

select maitred_test.book('outage', 2);
select pg_temp.begun('outage');
select is(maitred.run_assignment_job('test') ->> 'outcome', 'assigned', 'one that nobody has looked at gets its look');

select maitred_test.book('slow', 15);
select maitred.run_assignment_job('test') from generate_series(1, 3);
select is(maitred_test.status_of('slow'), 'pending', 'one that was still being tried');
select pg_temp.begun('slow');
select is((maitred.run_assignment_job('test') ->> 'gave_up')::boolean, true, 'is left to the restaurant');
select is(maitred_test.mails_of('slow'), 'booking_requested house_attention', 'which is told');
select is(maitred_test.jobs_of('slow'), '', 'and its job is over');

select maitred_test.book('ended', 2);
select pg_temp.begun('ended');
update maitred.bookings set end_at = clock_timestamp() where id = maitred_test.booking('ended');
select is(maitred.run_assignment_job('test') ->> 'outcome', 'not_assignable', 'no table for an evening that is over');
select is(maitred_test.status_of('ended'), 'pending_allocation', 'it is left to the restaurant');

update maitred.restaurants set auto_assign_on_booking = false;
select maitred_test.book('staff');
select pg_temp.begun('staff');
select is(maitred.run_assignment_job('test') ->> 'outcome', 'not_assignable', 'where staff decide');
select is(maitred_test.status_of('staff'), 'pending', 'they still do');
select is(maitred_test.jobs_of('staff'), '', 'and the job is over');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
