begin;

select plan(9);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T3,T4}', 7);
select maitred_test.seat('cid', '{T5}', 5);
select maitred_test.seat('dan', '{T6}', 5);
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
-- the assignment is lost, the time is still taken
delete from maitred.booking_table_assignments where booking_id = maitred_test.booking('ann');
-- one of two tables is lost
delete from maitred.booking_table_assignments
where booking_id = maitred_test.booking('bob') and table_id = maitred_test.id('T3');
-- moved without its table
update maitred.bookings set start_at = start_at - interval '1 hour', end_at = end_at - interval '1 hour'
where id = maitred_test.booking('cid');
-- made longer
update maitred.bookings set end_at = end_at + interval '1 hour' where id = maitred_test.booking('dan');
set session_replication_role = origin;

select maitred_test.repair();
select is(maitred_test.tables_of('ann'), 'T1', 'a lost assignment is written again where its time is still taken');
select is(maitred_test.tables_of('bob'), 'T3 T4', 'a lost half of a combination too');
select is(maitred_test.tables_of('cid'), 'T5', 'a table follows its booking''s window when it is free then');
select is(maitred_test.tables_of('dan'), 'T6', 'or is kept for as long as the booking is');
select is(
    (select max(upper(l.during)) from maitred.allocations as l where l.booking_id = maitred_test.booking('dan')),
    maitred_test.at('22:00'), 'to its end'
);
select is(
    (select count(distinct a.merge_group_id) from maitred.booking_table_assignments as a
    where a.booking_id = maitred_test.booking('bob')),
    1::bigint, 'the combination has one merge group again'
);
select is_empty('select * from maitred.find_assignment_drift()', 'nothing is left');

select is_empty(
    'select * from maitred_test.repair()', 'a second repair has nothing to do'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
