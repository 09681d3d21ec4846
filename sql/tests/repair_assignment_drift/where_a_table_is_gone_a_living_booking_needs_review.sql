begin;

select plan(15);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T3}', 4);
select maitred_test.seat('cid', '{T1}', 2, maitred_test.at('15:00'));
select maitred.seat_booking(maitred_test.booking('cid')), maitred.complete_booking(maitred_test.booking('cid'));
select maitred_test.book('dan');
select maitred_test.propose('dan', '{T8}', 'user');
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T7}'), maitred_test.at('18:00'), maitred_test.at('20:00')
);
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred.table_inventory where id = any(maitred_test.tables('{T1,T3,T4,T7,T8}'));
update maitred.bookings set start_at = start_at - interval '1 hour' where id = maitred_test.booking('bob');
delete from maitred.allocations where kind = 'block';
set session_replication_role = origin;
create temporary table damaged on commit drop as
select maitred_test.everything() - array['events'] as rows;

select results_eq(
    $$ select f.kind, f.action from maitred_test.repair('{block_without_allocation}') as f $$,
    $$ values ('block_without_allocation', 'review') $$, 'a block cannot take the time of a table that is gone'
);
select results_eq(
    $$ select f.kind, f.action, f.before ->> 'booking_id'
    from maitred_test.repair('{assignment_window_differs}') as f $$,
    $$ values ('assignment_window_differs', 'review', maitred_test.booking('bob')::text) $$,
    'nor can an assignment move there'
);
select is(
    maitred_test.everything() - array['events'], (select b.rows from damaged as b), 'both are left as they were'
);

create temporary table told on commit drop as
select * from maitred_test.repair();
select set_eq(
    $$ select t.kind, t.before ->> 'booking_id', split_part(t.row_ref, ':', 1)
        from told as t where t.action = 'review' $$,
    $$ values
    ('row_without_table', maitred_test.booking('ann')::text, 'booking_table_assignments'),
    ('row_without_table', maitred_test.booking('ann')::text, 'allocations'),
    ('row_without_table', maitred_test.booking('bob')::text, 'booking_table_assignments'),
    ('row_without_table', maitred_test.booking('bob')::text, 'allocations'),
    ('assignment_window_differs', maitred_test.booking('bob')::text, 'booking_table_assignments') $$,
    'where confirmed guests shall sit, a person must tell'
);
select set_eq(
    'select a.booking_id, a.table_id from maitred.booking_table_assignments as a',
    $$ values (maitred_test.booking('ann'), maitred_test.id('T1')),
        (maitred_test.booking('bob'), maitred_test.id('T3')) $$,
    'their assignments stay, the history of a party that has left goes'
);
select set_eq(
    'select l.booking_id, l.table_id from maitred.allocations as l',
    $$ values (maitred_test.booking('ann'), maitred_test.id('T1')),
        (maitred_test.booking('bob'), maitred_test.id('T3')) $$,
    'and so does their time'
);
select is_empty('select * from maitred.table_blocks', 'a block of no table goes');
select is_empty('select * from maitred.table_holds', 'and a hold');
select is(maitred_test.session_status('dan', 'user'), 'PROPOSED', 'whose session proposes again');
select is(
    maitred_test.status_of('ann') || ' ' || maitred_test.status_of('cid'), 'confirmed completed', 'no status changed'
);
set constraints all immediate;
set constraints all deferred;
select is_empty(
    $$ select * from maitred_test.repair() as f where f.action <> 'review' $$,
    'a second repair has nothing to do'
);

select is(
    (select maitred.undo_repair(t.repair_id) from told as t limit 1),
    (select count(*)::int from told as t where t.action <> 'review'), 'every row is put back'
);
select is(
    maitred_test.everything() - array['events'], (select b.rows from damaged as b), 'as it was, the block too'
);
rollback to sane;
select is(maitred_test.tables_of('ann') || maitred_test.tables_of('bob'), 'T1T3', 'all is well again');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
