begin;

select plan(6);
select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.seat('ann', '{T1,T2}', 4);
select maitred_test.book('bob');
select maitred_test.seat('cid', '{T5}', 5);
select maitred_test.seat('dan', '{T6}', 5);
select maitred.modify_booking(maitred_test.booking('cid'), p_party_size => 6);
select maitred.propose_manual_assignment(
    maitred_test.booking('bob'), maitred_test.tables('{T8}'), maitred_test.id('user')
);
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred.allocations where kind = 'hold' or booking_id = maitred_test.booking('ann');
update maitred.bookings set status = 'cancelled' where id = maitred_test.booking('dan');
delete from maitred_internal.assignment_jobs;
delete from maitred_internal.outbox_keys where kind = 'modification_pending';
set session_replication_role = origin;

create temporary view everything as
select to_jsonb(b) as data from maitred.bookings as b
union all
select to_jsonb(a) from maitred.booking_table_assignments as a
union all
select to_jsonb(l) from maitred.allocations as l
union all
select to_jsonb(h) from maitred.table_holds as h
union all
select to_jsonb(s) from maitred.manual_assignment_sessions as s
union all
select to_jsonb(j) from maitred_internal.assignment_jobs as j
union all
select to_jsonb(k) from maitred_internal.outbox_keys as k;
create temporary table damaged on commit drop as
select * from everything;
create temporary table repaired on commit drop as
select * from maitred_test.repair();

select isnt_empty('select * from everything except select * from damaged', 'the repair changed something');
select is(
    (select maitred.undo_repair(r.repair_id) from repaired as r limit 1), (select count(*)::int from repaired),
    'every change is undone'
);
select bag_eq('select * from everything', 'select * from damaged', 'every row is as it was');
select is((select maitred.undo_repair(r.repair_id) from repaired as r limit 1), 0, 'once');
select bag_eq(
    'select f.kind, f.action from maitred_test.repair() as f',
    'select r.kind, r.action from repaired as r',
    'and can be repaired again'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
