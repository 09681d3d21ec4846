begin;

select plan(6);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
savepoint sane;
set session_replication_role = replica;
delete from maitred_internal.option_builds;
delete from maitred.booking_table_assignments;
delete from maitred.allocations;
set session_replication_role = origin;
create temporary table repaired on commit drop as
select * from maitred.repair_assignment_drift(p_restaurant_id => maitred_test.id('restaurant'), p_dry_run => false);
select is(maitred_test.status_of('ann'), 'pending', 'a booking without its table waits again');
update maitred.table_inventory set capacity = 3 where id = maitred_test.id('T2');
select is(
    (select maitred.undo_repair(r.repair_id) from (select distinct repair_id from repaired) as r),
    (select count(*)::int from repaired), 'the repair is undone'
);
select is(maitred_test.status_of('ann'), 'confirmed', 'the status is what it was');
select is(
    (
        select e.payload ->> 'reason' from maitred.observability_events as e
        where e.booking_id = maitred_test.booking('ann') and e.payload ->> 'to' = 'confirmed'
        order by e.id desc limit 1
    ),
    'repair undone', 'and is told'
);
select set_eq(
    'select f.kind from maitred.find_assignment_drift() as f', array['booking_without_tables'],
    'options that follow the floor of today stay'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
