begin;

select plan(5);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred.allocations;
set session_replication_role = origin;
create temporary table before on commit drop as
select maitred_test.everything() as was;

create temporary table told on commit drop as
select * from maitred.repair_assignment_drift();
select set_eq(
    'select t.kind, t.action from told as t',
    $$ values ('assignment_without_allocation', 'insert'), ('assignment_without_allocation', 'update') $$,
    'it tells what it would do'
);
select is(maitred_test.everything(), (select b.was from before as b), 'and does not do it');
select is_empty('select * from maitred.repair_log', 'nor notes that it did');

select results_eq(
    'select f.kind, f.action from maitred_test.repair() as f',
    'select t.kind, t.action from told as t',
    'a repair does what the dry run told'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
