begin;

select plan(5);
select maitred_test.open_house();
select maitred_test.seat('ann', '{T1}');
select maitred_test.book('bob');
select maitred.propose_manual_assignment(
    maitred_test.booking('bob'), maitred_test.tables('{T8}'), maitred_test.id('user')
);
savepoint strict;
set constraints all immediate;
set constraints all deferred;
alter table maitred.allocations drop constraint allocations_no_overlap;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.allocations set table_id = maitred_test.id('T1') where kind = 'hold';
update maitred.table_holds set table_ids = maitred_test.tables('{T1}');
update maitred.manual_assignment_sessions set proposed_tables = to_jsonb(maitred_test.tables('{T1}'));
set session_replication_role = origin;

select set_eq('select f.kind from maitred.find_assignment_drift() as f', array['overlapping_allocations'], 'they overlap');
select maitred.repair_assignment_drift(p_dry_run => false);
select is_empty('select * from maitred.table_holds', 'the hold is given up');
select is(maitred_test.tables_of('ann'), 'T1', 'the booking keeps its table');
select is_empty('select * from maitred.find_assignment_drift()', 'nothing is left');
rollback to strict;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
