begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.propose('anna', '{T1,T2}', 'bob');
select maitred_test.propose('anna', '{T8}', 'cid');

select lives_ok(
    format(
        'select * from maitred.reassign_tables_atomic(%L, %L, p_assigned_by => %L)',
        maitred_test.booking('anna'), maitred_test.tables('{T7}'), maitred_test.id('ann')
    ),
    'the booking moves from T1 to T7'
);
select is(
    maitred_test.session_status('anna', 'bob'), 'CANCELLED', 'a session that built on T1 is cancelled'
);
select is(maitred_test.takers_of('T2'), '', 'its hold is over');
select is(maitred_test.session_status('anna', 'cid'), 'HELD', 'a session on other tables goes on');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
