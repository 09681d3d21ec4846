begin;

select plan(8);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T3,T4}', 7);
select maitred_test.assign('ann', '{T2}', 'key');
insert into maitred_internal.booking_creation_idempotency (restaurant_id, idempotency_key, request, booking_id)
values (maitred_test.id('restaurant'), 'made', 'x', maitred_test.booking('ann'));
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.booking_table_assignments set merge_group_id = null where table_id = maitred_test.id('T3');
delete from maitred.booking_table_assignments where table_id = maitred_test.id('T2');
delete from maitred.bookings;
set session_replication_role = origin;
create temporary table damaged on commit drop as
select maitred_test.everything() - array['events'] as rows;

select set_eq(
    $$ select f.kind, f.action
    from maitred_test.repair('{merge_group_inconsistent,ledger_without_assignment}') as f $$,
    $$ values ('merge_group_inconsistent', 'review'), ('ledger_without_assignment', 'review') $$,
    'nothing that follows from a booking is repaired where there is none'
);
select is(maitred_test.everything() - array['events'], (select b.rows from damaged as b), 'nothing is changed');
select is_empty('select * from maitred.repair_log', 'nor noted');

select is_empty(
    $$ select * from maitred_test.repair() as f
    where f.kind <> 'row_without_booking' or f.action <> 'delete' $$,
    'a whole repair deletes'
);
select is_empty('select * from maitred.find_assignment_drift()', 'all that is left of it');
select is_empty(
    $$
    select from maitred.allocations
    union all
    select from maitred.booking_table_assignments
    union all
    select from maitred_internal.booking_assignment_idempotency
    union all
    select from maitred_internal.booking_creation_idempotency
    $$,
    'time, tables and keys'
);
select maitred.undo_repair((select l.repair_id from maitred.repair_log as l limit 1));
select results_eq(
    'select c.idempotency_key, c.booking_id from maitred_internal.booking_creation_idempotency as c',
    $$values ('made', maitred_test.booking('ann'))$$,
    'which come back when it is undone'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
