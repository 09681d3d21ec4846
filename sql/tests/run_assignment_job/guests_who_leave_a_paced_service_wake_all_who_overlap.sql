begin;
select plan(5);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes, max_covers_present)
values (maitred_test.id('restaurant'), 'dinner', 6, '18:00', '23:00', 8);
select maitred_test.seat('pair', '{T1}');
select maitred_test.book('seven', 7);
update maitred_internal.assignment_jobs set attempts = 4;
select is(maitred.run_assignment_job('test') ->> 'outcome', 'no_table', 'eight covers at most');
select maitred.run_assignment_job('test') from generate_series(1, 5);
select is(maitred_test.status_of('seven'), 'pending_allocation', 'it waits, beside a free table for eight');

select maitred.cancel_booking(maitred_test.booking('pair'));
select is(maitred.run_assignment_job('test') ->> 'outcome', 'assigned', 'two leave, at a table that it cannot use');
select is(maitred_test.tables_of('seven'), 'T6', 'and it gets the table');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
