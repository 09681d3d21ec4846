begin;
select plan(5);

-- The second restaurant's one job is due a day later than a hundred jobs of the first.
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.book(format('guest%s', n), 15) from generate_series(1, 100) as n;
select maitred_test.book('anna', 2, p_restaurant => 'other');
select maitred.run_assignment_job('test') from generate_series(1, 200);
select maitred.unassign_tables_atomic(maitred_test.booking('anna'));
select maitred.modify_booking(maitred_test.booking('anna'), p_party_size => 3);
delete from maitred_internal.freed_time;
update maitred_internal.assignment_jobs set run_at = clock_timestamp() - interval '1 day'
where restaurant_id = maitred_test.id('restaurant');

create temporary table turns as
select n, maitred.run_assignment_job('test') ->> 'restaurant_id' = maitred_test.id('other')::text as is_other
from generate_series(1, 30) as n;
select ok(
    (select min(t.n) from turns as t where t.is_other) is not null,
        'the other restaurant has its turn long before the last'
);

-- A wake-up of one restaurant does not come before a job of another either.
update maitred_internal.assignment_jobs set run_at = clock_timestamp() + interval '1 hour', last_error = '{}';
update maitred.restaurants set buffer_after = '5 minutes' where id = maitred_test.id('restaurant');
select maitred.modify_booking(maitred_test.booking('anna'), p_party_size => 2);
select is(
    maitred.run_assignment_job('test') ->> 'booking_id', maitred_test.booking('anna')::text, 'who is due comes first'
);
select is(
    (
        select count(*)::int from maitred_internal.assignment_jobs
        where run_at <= clock_timestamp() and restaurant_id = maitred_test.id('restaurant')
    ),
    100, 'and all that a wake-up names are due after'
);
select is_empty('select * from maitred_internal.freed_time', 'which is consumed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
