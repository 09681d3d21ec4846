begin;
select plan(12);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.seat('eight', array['T6'], 8);
select maitred_test.seat('pair', array['T3', 'T4'], 8);
select maitred_test.book('first', 8);
select maitred_test.book('second', 8);
select maitred_test.book('twelve', 12);
-- The bookings of one transaction were all made in this order, at different instants.
select maitred.run_assignment_job('test') from generate_series(1, 3);
select is(
    (select count(*)::int from maitred_internal.assignment_jobs where attempts = 1 and run_at > clock_timestamp()), 3,
    'three wait for their second attempt'
);

select maitred.cancel_booking(maitred_test.booking('eight'));
select isnt_empty('select * from maitred_internal.freed_time', 'the time is noted');
select is(
    maitred.run_assignment_job('test') ->> 'booking_id',
    maitred_test.booking('first')::text,
    'whoever waits longest is tried'
);
select is(maitred_test.tables_of('first'), 'T6', 'and gets the table');
select is_empty('select * from maitred_internal.freed_time', 'the time is consumed');
select
    is(
        (maitred.run_assignment_job('test') ->> 'attempt')::int,
        1,
        'the next is tried, and being woken used no attempt up'
    );
select is(maitred.run_assignment_job('test'), null, 'who could not sit there is not tried');

update maitred_internal.assignment_jobs set attempts = 4, run_at = clock_timestamp();
select maitred.run_assignment_job('test') from generate_series(1, 2);
select is(maitred_test.status_of('second'), 'pending_allocation', 'a booking that was given up');
select maitred.unassign_tables_atomic(maitred_test.booking('pair'));
select maitred.run_assignment_job('test');
select is(maitred_test.tables_of('second'), 'T3 T4', 'waits for freed time all the same');
select is(maitred_test.status_of('pair'), 'pending', 'whoever was taken off by staff is left alone');

select
    maitred.block_tables(
        maitred_test.id('restaurant'), maitred_test.tables(array['T1']), maitred_test.at('18:00'),
        maitred_test.at('23:00')
    );
select maitred.unblock_tables(array(select id from maitred.table_blocks));
select
    is_empty(
        'select * from maitred_internal.freed_time',
        'time is noted only while somebody waits who overlaps it and could sit there'
    )
from (select maitred.run_assignment_job('test')) as r;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
