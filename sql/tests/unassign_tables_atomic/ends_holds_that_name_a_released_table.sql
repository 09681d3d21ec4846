begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.propose('anna', '{T1,T2}', 'bob');
select maitred_test.propose('anna', '{T3}', 'cid');
select is(maitred_test.takers_of('T2'), 'anna hold', 'a session holds T1 and T2');

select is(
    (select count(*)::int from maitred.unassign_tables_atomic(maitred_test.booking('anna'))), 1, 'T1 is released'
);
select is(
    maitred_test.session_status('anna', 'bob'), 'CANCELLED', 'the session that built on it is cancelled'
);
select is(maitred_test.takers_of('T2'), '', 'its hold is over');
select is(maitred_test.session_status('anna', 'cid'), 'HELD', 'a session on other tables goes on');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
