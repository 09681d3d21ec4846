begin;

select plan(6);
select maitred_test.open_restaurant();
select maitred_test.book('ann');
select maitred_test.book('bob');
select maitred_test.propose('ann', '{T1}', 'user');
select maitred_test.propose('bob', '{T2}', 'user');
select maitred_test.seat('cid', '{T3}');
select maitred_test.seat('dan', '{T4}');
savepoint strict;
set constraints all immediate;
set constraints all deferred;
alter table maitred.allocations drop constraint allocations_no_overlap;
set session_replication_role = replica;
update maitred.allocations set table_id = maitred_test.id('T1') where kind = 'hold';
update maitred.table_holds set table_ids = maitred_test.tables('{T1}');
update maitred.manual_assignment_sessions set proposed_tables = to_jsonb(maitred_test.tables('{T1}'));
update maitred.allocations set table_id = maitred_test.id('T3') where kind = 'assignment';
update maitred.booking_table_assignments set table_id = maitred_test.id('T3');
set session_replication_role = origin;
create temporary table damaged on commit drop as
select maitred_test.everything() as rows;

select results_eq(
    $$ select f.kind, f.action, count(*) from maitred_test.repair() as f group by 1, 2 $$,
    $$ values ('overlapping_allocations', 'review', 2::bigint) $$, 'two holds, and two bookings, need review'
);
select is(maitred_test.everything(), (select b.rows from damaged as b), 'as they are');
select maitred_test.run_out('ann');
select results_eq(
    $$ select f.action, f.before ->> 'hold_id' from maitred_test.repair() as f
    where f.row_ref like 'allocations:%' and f.action <> 'review' $$,
    $$ select 'delete', h.id::text from maitred.table_holds as h where h.booking_id = maitred_test.booking('ann') $$,
    'a hold that is over gives way'
);
select is(maitred_test.takers_of('T1'), 'bob hold', 'to the one that lives');
select is(maitred_test.takers_of('T3'), 'cid assignment, dan assignment', 'and the bookings still need review');
rollback to strict;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
