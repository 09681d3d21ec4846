begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}', 2, maitred_test.at('17:00'), maitred_test.at('19:00'));
select maitred_test.seat('ben', '{T2}', 2, maitred_test.at('20:00'), maitred_test.at('22:00'));
select maitred_test.hold('anna', '{T2}', 'bob');
select maitred_test.propose('ben', '{T1}', 'cid');

select throws_ok(
    format(
        'select * from maitred.swap_tables_atomic(%L, %L)', maitred_test.booking('anna'), maitred_test.booking('ben')
    ),
    'MD201', null, 'somebody else''s hold is in the way'
);
select throws_ok(
    format(
        'select * from maitred.swap_tables_atomic(%L, %L, %L)',
        maitred_test.booking('anna'), maitred_test.booking('ben'), maitred_test.id('bob')
    ),
    'MD201', null, 'cid''s is in bob''s way'
);
select maitred.cancel_manual_assignment(maitred_test.session_of('ben', 'cid'), maitred_test.id('cid'));
select lives_ok(
    format(
        'select * from maitred.swap_tables_atomic(%L, %L, %L)',
        maitred_test.booking('anna'), maitred_test.booking('ben'), maitred_test.id('bob')
    ),
    'his own is not'
);
select is(maitred_test.tables_of('anna'), 'T2', 'anna has the table that was held for her');
select is(maitred_test.tables_of('ben'), 'T1', 'ben has hers');
select is(maitred_test.hold_of('anna', 'bob'), null, 'the hold is given up');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
