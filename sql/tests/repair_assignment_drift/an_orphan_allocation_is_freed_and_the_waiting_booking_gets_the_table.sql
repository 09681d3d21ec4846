begin;

select plan(6);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T6}', 8);
select maitred_test.seat('dan', '{T3,T4}', 8);
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.book('bob', 8);
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.bookings set status = 'cancelled' where id = maitred_test.booking('ann');
delete from maitred.booking_table_assignments where booking_id = maitred_test.booking('ann');
set session_replication_role = origin;

select is(maitred.run_assignment_job() ->> 'outcome', 'no_table', 'the orphan blocks bob');
select ok(
    (maitred.explain_booking(maitred_test.booking('bob')) -> 'drift') @> jsonb_build_array(jsonb_build_object(
        'kind', 'allocation_without_owner', 'booking_id', maitred_test.booking('ann'), 'table', 'T6'
    )),
    'explaining bob names the row of ann'
);
select set_eq(
    'select f.kind, f.booking_id from maitred.find_assignment_drift() as f',
    $$
        values
        ('allocation_without_owner', maitred_test.booking('ann')),
        ('status_of_another_event', maitred_test.booking('ann'))
    $$,
    'so does drift'
);
select maitred_test.repair();
select is(maitred.run_assignment_job() ->> 'outcome', 'assigned', 'freed time makes the job of bob due');
select is(maitred_test.status_of('bob'), 'confirmed', 'bob has a table');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
