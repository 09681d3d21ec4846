begin;

select plan(6);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T2}');
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.bookings set status = 'cancelled' where id = maitred_test.booking('ann');
delete from maitred.allocations where booking_id = maitred_test.booking('bob');
set session_replication_role = origin;

create temporary table repaired on commit drop as
select * from maitred_test.repair();
select maitred_test.seat('cid', '{T1}');
create temporary table before on commit drop as
select maitred_test.everything() as was;

select is(
    maitred_test.refusal(format('select maitred.undo_repair(%L)', (select distinct r.repair_id from repaired as r)))
    ->> 'sqlstate',
    'MD204', 'the time was given to somebody else'
);
select is(
    (select count(*) from maitred.repair_log as l where l.undone_at is null), (select count(*) from repaired),
    'nothing was undone'
);
select is(maitred_test.everything(), (select b.was from before as b), 'no row is another');
select is(current_setting('session_replication_role'), 'origin', 'the guards are up again');
select throws_ok(
    format('select maitred.undo_repair(%L)', maitred_test.id('nothing')), '22023', null, 'an unknown repair'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
