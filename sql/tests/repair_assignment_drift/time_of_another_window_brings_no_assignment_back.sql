begin;

select plan(5);
select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T2}');
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred.booking_table_assignments;
update maitred.allocations set during = tstzrange(lower(during) + interval '15 minutes', upper(during))
where booking_id = maitred_test.booking('ann');
update maitred.allocations set during = tstzrange(lower(during), upper(during) - interval '15 minutes')
where booking_id = maitred_test.booking('bob');
set session_replication_role = origin;

select set_eq(
    $$ select f.kind, f.action, split_part(f.row_ref, ':', 1)
    from maitred_test.repair() as f where f.kind = 'allocation_without_owner' $$,
    $$ values
    ('allocation_without_owner', 'delete', 'allocations'), ('allocation_without_owner', 'update', 'bookings') $$,
    'time that begins late or ends early is not what a booking lost: it is freed'
);
select is(maitred_test.tables_of('ann') || maitred_test.tables_of('bob'), '', 'no table is made up');
select is(
    concat_ws(' ', maitred_test.status_of('ann'), maitred_test.status_of('bob'), maitred_test.jobs_of('ann')),
    'pending pending standard 0 f', 'both wait for one'
);
select is_empty('select * from maitred.find_assignment_drift()', 'nothing is left');
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
