begin;
select plan(7);
select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true where id = maitred_test.id('restaurant');
select maitred_test.book('a');

set local role maitred_worker;
select isnt(maitred.run_assignment_job('w'), null, 'a worker runs the job that is due');
select is(maitred.run_assignment_job('w'), null, 'until there is none');
select isnt_empty($$ select * from maitred.claim_emails('w') $$, 'and takes the emails');
select throws_ok('select id from maitred.bookings', '42501', null, 'but reads no bookings');
select throws_ok(
    $$
    select maitred.create_booking(
        maitred_test.id('restaurant'), 2, maitred_test.at('19:00'), 'Anna', 'anna@example.org'
    )
    $$,
    '42501', null, 'and books nothing'
);
reset role;

select is(maitred_test.status_of('a'), 'confirmed', 'the booking has a table');
set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
