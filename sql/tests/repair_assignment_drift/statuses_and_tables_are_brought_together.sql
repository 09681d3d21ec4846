begin;

select plan(8);
select maitred_test.open_house();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T2}');
select maitred_test.seat('cid', '{T3}', 3);
select maitred_test.seat('dan', '{T4}', 3);
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.bookings set status = 'completed' where id = maitred_test.booking('ann');
update maitred.bookings set status = 'pending' where id = maitred_test.booking('bob');
delete from maitred.booking_table_assignments where booking_id in (maitred_test.booking('cid'), maitred_test.booking('dan'));
delete from maitred.allocations where booking_id in (maitred_test.booking('cid'), maitred_test.booking('dan'));
update maitred.bookings set status = 'seated' where id = maitred_test.booking('dan');
set session_replication_role = origin;

create temporary table told on commit drop as
select * from maitred.repair_assignment_drift(p_dry_run => false);
select is(maitred_test.tables_of('ann'), 'T1', 'a completed booking keeps its history');
select is_empty('select * from maitred.allocations', 'and no time');
select is(maitred_test.tables_of('bob'), '', 'a waiting booking has no table');
select is(maitred_test.status_of('cid'), 'pending', 'a confirmed booking without tables waits again');
select is((select count(*) from maitred_internal.assignment_jobs), 2::bigint, 'both get a job');
select is(
    (select t.before ->> 'booking_id' from told as t where t.action = 'review'), maitred_test.booking('dan')::text,
    'where a seated booking sits, a person must tell'
);
set constraints all immediate;
select is(
    (select count(*) from maitred.observability_events as e where e.name = 'drift.repaired'), 1::bigint,
    'the repair is an event'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
