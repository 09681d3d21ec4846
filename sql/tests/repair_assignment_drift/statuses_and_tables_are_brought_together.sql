begin;

select plan(12);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T2}');
select maitred_test.seat('cid', '{T3}', 3);
select maitred_test.seat('dan', '{T4}', 3);
select maitred_test.seat('eve', '{T5}', 5);
select maitred_test.seat('fay', '{T7}');
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.bookings set status = 'completed' where id = maitred_test.booking('ann');
update maitred.bookings set status = 'pending' where id = maitred_test.booking('bob');
delete from maitred.booking_table_assignments
where booking_id in (maitred_test.booking('cid'), maitred_test.booking('dan'));
delete from maitred.allocations where booking_id in (maitred_test.booking('cid'), maitred_test.booking('dan'));
update maitred.bookings set status = 'seated' where id = maitred_test.booking('dan');
update maitred.bookings set status = 'cancelled' where id = maitred_test.booking('eve');
update maitred.bookings set status = 'no_show' where id = maitred_test.booking('fay');
-- and a job, which does not depend on where a person finds the guests
insert into maitred_internal.assignment_jobs (restaurant_id, booking_id, run_at, created_at)
select b.restaurant_id, b.id, now(), now() from maitred.bookings as b where b.id = maitred_test.booking('dan');
set session_replication_role = origin;

create temporary table told on commit drop as
select * from maitred_test.repair();
select is(maitred_test.tables_of('ann'), 'T1', 'a completed booking keeps its history');
select is_empty('select * from maitred.allocations', 'and no time');
select is(maitred_test.tables_of('bob'), '', 'a waiting booking has no table');
select is(maitred_test.status_of('cid'), 'pending', 'a confirmed booking without tables waits again');
select is(
    maitred_test.tables_of('eve') || maitred_test.tables_of('fay'), '', 'nor has one that was cancelled or missed'
);
select is(maitred_test.status_of('eve') || ' ' || maitred_test.status_of('fay'), 'cancelled no_show', 'which stays so');
select is(maitred_test.jobs_of('bob'), 'standard 0 f', 'whoever waits gets a job');
select is(maitred_test.jobs_of('cid'), 'standard 0 f', 'that follows the settings of the restaurant');
select set_eq(
    'select j.booking_id from maitred_internal.assignment_jobs as j',
    $$ values (maitred_test.booking('bob')), (maitred_test.booking('cid')) $$, 'and nobody else does'
);
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
