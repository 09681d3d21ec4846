begin;

select plan(12);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T3,T4}', 7);
select maitred.assign_tables_atomic_v2(maitred_test.booking('bob'), maitred_test.tables('{T2}'), 'key');
select maitred_test.book('cid');
select maitred.propose_manual_assignment(
    maitred_test.booking('cid'), maitred_test.tables('{T8}'), maitred_test.id('user')
);
select maitred_test.seat('dan', '{T5}', 5);
select maitred_test.seat('eve', '{T6}', 5);
select maitred_test.book('fay');
select maitred.propose_manual_assignment(
    maitred_test.booking('fay'), maitred_test.tables('{T7}'), maitred_test.id('user')
);
savepoint strict;
set constraints all immediate;
set constraints all deferred;
alter table maitred.booking_table_assignments drop constraint booking_table_assignments_pkey cascade;
alter table maitred.allocations drop constraint allocations_no_overlap;
drop index maitred.allocations_once_an_assignment;
set session_replication_role = replica;
-- twice the same table, once for another window; twice the same time
insert into maitred.booking_table_assignments (restaurant_id, booking_id, table_id, start_at, end_at, assigned_at)
select
    a.restaurant_id, a.booking_id, a.table_id, a.start_at - interval '1 day', a.end_at,
    a.assigned_at - interval '1 day'
from maitred.booking_table_assignments as a
where a.booking_id = maitred_test.booking('ann');
insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
select l.restaurant_id, l.table_id, l.during, l.kind, l.booking_id
from maitred.allocations as l
where l.booking_id = maitred_test.booking('ann');
-- an expired hold over dan's time
insert into maitred.allocations (restaurant_id, table_id, during, kind, hold_id, expires_at)
select l.restaurant_id, l.table_id, l.during, 'hold', maitred_test.id('old hold'), now() - interval '1 hour'
from maitred.allocations as l
where l.booking_id = maitred_test.booking('dan');
-- bookings that are gone, with all that was theirs; a table that is gone; a hold for a guest who cancelled
delete from maitred.bookings where id in (maitred_test.booking('bob'), maitred_test.booking('cid'));
update maitred.bookings set status = 'cancelled' where id in (maitred_test.booking('eve'), maitred_test.booking('fay'));
delete from maitred.table_inventory where id = maitred_test.id('T6');
set session_replication_role = origin;

select set_eq(
    'select f.kind from maitred.find_assignment_drift() as f',
    array[
        'duplicate_assignment', 'duplicate_allocation', 'overlapping_allocations', 'row_without_booking',
        'row_without_table', 'assignment_window_differs', 'allocation_not_covering', 'tables_without_right',
        'allocation_of_ended_booking', 'session_of_ended_booking', 'job_unexpected', 'options_outdated',
        'status_of_another_event'
    ],
    'every fault is found'
);
select is_empty(
    $$ select * from maitred_test.repair('{ledger_without_assignment}') as f $$,
    'a kind that is not there is not repaired'
);
create temporary table repaired on commit drop as
select * from maitred_test.repair();
select is_empty('select * from repaired as r where r.action = ''review''', 'nothing needs review');
select is_empty('select * from maitred.find_assignment_drift()', 'nothing is left');
select is(maitred_test.tables_of('ann'), 'T1', 'of two rows for one table one stays');
select ok(
    (
        select (a.start_at, a.end_at) = (b.start_at, b.end_at)
        from maitred.booking_table_assignments as a
        inner join maitred.bookings as b on b.restaurant_id = a.restaurant_id and b.id = a.booking_id
        where a.booking_id = maitred_test.booking('ann')
    ),
    'that of the booking''s own window'
);
select is(maitred_test.tables_of('dan'), 'T5', 'who sits keeps the table');
select results_eq(
    'select s.booking_id, s.status::text from maitred.manual_assignment_sessions as s',
    $$ values (maitred_test.booking('fay'), 'CANCELLED') $$,
    'of the sessions that of the booking that exists is left, and has ended with it'
);

select is(
    (select maitred.undo_repair(r.repair_id) from (select distinct repair_id from repaired) as r),
    (select count(*)::int from repaired),
    'rows of every relation can be put back'
);
select set_eq(
    $$ select f.kind, f.action from maitred_test.repair() as f $$,
    'select r.kind, r.action from repaired as r',
    'and repaired again'
);
select is_empty('select * from maitred_test.repair()', 'with no change left');
rollback to strict;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
