begin;

select plan(5);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T3,T4}', 7);
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred.allocations where booking_id = maitred_test.booking('ann');
update maitred.booking_table_assignments set merge_group_id = null;
set session_replication_role = origin;

select is_empty(
    format('select * from maitred.repair_assignment_drift(null, %L, false)', maitred_test.id('other')),
    'the other restaurant has nothing to repair'
);
select set_eq(
    $$ select f.kind from maitred_test.repair('{merge_group_inconsistent}') as f $$,
    array['merge_group_inconsistent'], 'one kind'
);
select set_eq(
    $$ select f.kind from maitred.find_assignment_drift() as f $$,
    array['assignment_without_allocation'], 'the other kind is still there'
);
select set_eq(
    format('select f.kind from maitred.repair_assignment_drift(null, %L, false) as f', maitred_test.id('restaurant')),
    array['assignment_without_allocation'], 'one restaurant'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
