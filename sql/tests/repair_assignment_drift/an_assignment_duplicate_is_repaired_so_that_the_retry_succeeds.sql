begin;

select plan(5);
select maitred_test.open_restaurant();
select maitred_test.book('ann');
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
insert into maitred.booking_table_assignments (restaurant_id, booking_id, table_id, start_at, end_at, assigned_at)
select b.restaurant_id, b.id, maitred_test.id('T1'), b.start_at, b.end_at, now() from maitred.bookings as b;
set session_replication_role = origin;

select throws_ok(
    $$ select maitred.assign_tables_atomic_v2(maitred_test.booking('ann'), maitred_test.tables('{T1}'), 'key') $$,
    'MD202', null, 'the row without its allocation makes the call fail'
);
select is((select f.kind from maitred.find_assignment_drift() as f), 'tables_without_right', 'drift names it');
select ok(count(*) > 0, 'a repair sets it right') from maitred_test.repair();
select lives_ok(
    $$ select maitred.assign_tables_atomic_v2(maitred_test.booking('ann'), maitred_test.tables('{T1}'), 'key') $$,
    'the same call with the same key succeeds'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
