begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.seat('ben', '{T7}');
select maitred_test.propose('anna', '{T1,T2}', 'bob');
select maitred_test.propose('ben', '{T3}', 'cid');

select lives_ok(
    format(
        'select * from maitred.swap_tables_atomic(%L, %L)', maitred_test.booking('anna'), maitred_test.booking('ben')
    ),
    'anna and ben change tables'
);
select is(
    maitred_test.session_status('anna', 'bob'), 'CANCELLED', 'a session that built on the old table is cancelled'
);
select is(maitred_test.takers_of('T2'), '', 'its hold is over');
select is(maitred_test.session_status('ben', 'cid'), 'HELD', 'a session on other tables goes on');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
