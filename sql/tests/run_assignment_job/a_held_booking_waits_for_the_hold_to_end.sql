begin;
select plan(6);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.book('guest');
select maitred.create_table_hold_v2(
    p_booking_id => maitred_test.booking('guest'), p_table_ids => maitred_test.tables(array['T8']),
    p_created_by => maitred_test.id('anna')
);
select is(maitred.run_assignment_job('test') ->> 'outcome', 'not_assignable', 'somebody is at work on it');
select is(
    (select j.run_at from maitred_internal.assignment_jobs as j), (select h.expires_at from maitred.table_holds as h),
    'so the job waits until the hold expires'
);
select is((select j.attempts from maitred_internal.assignment_jobs as j), 0, 'without using up an attempt');

update maitred_internal.assignment_jobs set run_at = clock_timestamp();
select maitred.release_table_hold(id) from maitred.table_holds;
select is(maitred.run_assignment_job('test') ->> 'outcome', 'assigned', 'after that it is assigned');
select is_empty('select * from maitred_internal.assignment_jobs', 'and the job is done');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
