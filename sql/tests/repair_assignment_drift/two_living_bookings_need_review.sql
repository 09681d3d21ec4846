begin;

select plan(6);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T1}', 2, maitred_test.at('21:00'));
select maitred_test.seat('cid', '{T2}');
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.bookings set start_at = start_at - interval '1 hour' where id = maitred_test.booking('bob');
delete from maitred.allocations where booking_id = maitred_test.booking('cid');
set session_replication_role = origin;

create temporary table told on commit drop as
select * from maitred_test.repair();
select set_eq(
    $$ select t.kind, t.action from told as t where t.action = 'review' $$,
    $$ values ('assignment_window_differs', 'review') $$,
    'who of two sits at the table is not decided'
);
select is(
    (select t.before ->> 'booking_id' from told as t where t.action = 'review'), maitred_test.booking('bob')::text,
    'the finding names the booking'
);
select is(maitred_test.tables_of('ann') || ' ' || maitred_test.tables_of('bob'), 'T1 T1', 'both keep their table');
select ok(
    exists (select from maitred.allocations as l where l.booking_id = maitred_test.booking('cid')),
    'the rest is repaired'
);
set constraints all immediate;
select is((select count(*) from maitred.find_assignment_drift()), 1::bigint, 'and can be committed');
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
