begin;

select plan(8);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.book('bob');
select maitred.propose_manual_assignment(
    maitred_test.booking('bob'), maitred_test.tables('{T8}'), maitred_test.id('user')
);
select maitred_test.book('cid');
select maitred_test.hold('cid', '{T3}', 'cid');
select maitred_test.book('dan');
select maitred_test.propose('dan', '{T2}', 'dan');
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T7}'), maitred_test.at('18:00'), maitred_test.at('20:00')
);
savepoint strict;
set constraints all immediate;
set constraints all deferred;
alter table maitred.allocations drop constraint allocations_no_overlap;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.allocations set table_id = maitred_test.id('T1') where table_id = maitred_test.id('T8');
update maitred.table_holds set table_ids = maitred_test.tables('{T1}') where booking_id = maitred_test.booking('bob');
update maitred.manual_assignment_sessions set proposed_tables = to_jsonb(maitred_test.tables('{T1}'))
where booking_id = maitred_test.booking('bob');
update maitred.allocations set table_id = maitred_test.id('T7') where table_id = maitred_test.id('T3');
update maitred.table_holds set table_ids = maitred_test.tables('{T7}') where booking_id = maitred_test.booking('cid');
set session_replication_role = origin;

select set_eq(
    'select f.kind from maitred.find_assignment_drift() as f', array['overlapping_allocations'], 'they overlap'
);
select maitred_test.repair();
select is(maitred_test.takers_of('T1'), 'ann assignment', 'the booking keeps its table');
select is(maitred_test.takers_of('T7'), 'block', 'and the block');
select results_eq(
    'select h.booking_id from maitred.table_holds as h', $$ values (maitred_test.booking('dan')) $$,
    'the holds are given up, and no other'
);
select is(maitred_test.session_status('bob', 'user'), 'PROPOSED', 'whoever held one in a session proposes again');
select is(maitred_test.session_status('dan', 'dan'), 'HELD', 'a hold in nobody''s way stays');
select is_empty('select * from maitred.find_assignment_drift()', 'nothing is left');
rollback to strict;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
