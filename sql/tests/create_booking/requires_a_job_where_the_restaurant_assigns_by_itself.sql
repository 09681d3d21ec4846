begin;

select plan(4);
select maitred_test.open_restaurant();

update maitred.restaurants
set auto_assign_on_booking = true
where id = maitred_test.id('restaurant');

select lives_ok($$select maitred_test.book('anna')$$, 'anna books');
select is(maitred_test.jobs_of('anna'), 'standard 0 f', 'one job, in standard mode');
select is(maitred_test.status_of('anna'), 'pending', 'pending until a worker comes');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
