-- The allocation alone says that ann has a table: that its assignment was lost is of a kind not asked for.
begin;

select plan(5);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred.booking_table_assignments;
set session_replication_role = origin;

select results_eq(
    $$ select f.action, f.kind from maitred_test.repair('{booking_without_tables}') as f $$,
    $$ values ('review', 'booking_without_tables') $$,
    'a confirmed booking is not made to wait while time is taken for it'
);
select is(maitred_test.status_of('ann'), 'confirmed', 'it stays as it is');
select lives_ok($$ select maitred_test.repair() $$, 'and the whole repair');
select is(maitred_test.tables_of('ann'), 'T1', 'gives it its table again');
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
