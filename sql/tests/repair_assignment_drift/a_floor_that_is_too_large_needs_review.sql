begin;

select plan(3);
select maitred_test.open_restaurant();
savepoint sane;
set session_replication_role = replica;
insert into maitred.table_inventory (restaurant_id, zone_id, name, capacity)
select maitred_test.id('restaurant'), maitred_test.id('hall'), format('N%s', n), 2 from generate_series(1, 3000) as n;
set session_replication_role = origin;
select results_eq(
    'select r.kind, r.action from maitred.repair_assignment_drift(null, maitred_test.id(''restaurant''), false) as r',
    $$ values ('options_outdated', 'review') $$, 'nobody knows which tables are too many'
);
delete from maitred.table_inventory where name like 'N%';
select is_empty('select * from maitred.find_assignment_drift()', 'without them the options are made by themselves');
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
