-- A hold of somebody else on a wanted table counts, although it also names a table that the booking loses.
begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T3}');
select maitred_test.propose('anna', '{T3,T4}', 'ann');
select is(
    maitred_test.refusal($$
        select * from maitred.reassign_tables_atomic(
            maitred_test.booking('anna'), array[maitred_test.id('T4')], p_assigned_by => maitred_test.id('bob')
        )$$) ->> 'sqlstate',
    'MD201', 'another user does not get the table'
);
select is(maitred_test.tables_of('anna'), 'T3', 'the booking stays where it was');
select is(
    (
        select s.status::text from maitred.manual_assignment_sessions as s
        where s.id = maitred_test.session_of('anna', 'ann')
    ),
    'HELD', 'and the session too'
);
select lives_ok(
    $$select * from maitred.reassign_tables_atomic(
        maitred_test.booking('anna'), array[maitred_test.id('T4')], p_assigned_by => maitred_test.id('ann')
    )$$,
    'the user who holds it does'
);
select is(maitred_test.tables_of('anna'), 'T4', 'in place of the other');

select maitred_test.seat('bert', '{T1}', 2, maitred_test.at('12:00'));
select maitred_test.seat('cleo', '{T2}', 2, maitred_test.at('15:00'));
select maitred_test.propose('bert', '{T1,T2}', 'ann');
select is(
    maitred_test.refusal($$
        select * from maitred.swap_tables_atomic(
            maitred_test.booking('bert'), maitred_test.booking('cleo'), maitred_test.id('bob')
        )$$) ->> 'sqlstate',
    'MD201', 'nor in a swap'
);
select is(
    maitred_test.tables_of('bert') || maitred_test.tables_of('cleo'), 'T1T2', 'which changes nothing'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
