begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.hold('anna', '{T2}', 'ann');
select is(
    (
        select count(*)::int
        from maitred.reassign_tables_atomic(
            maitred_test.booking('anna'), maitred_test.tables('{T2}'), p_assigned_by => maitred_test.id('ann')
        )
    ),
    1, 'the table that the same user holds'
);
select is(
    maitred_test.takers_of('T1') || maitred_test.takers_of('T2'), 'anna assignment', 'is theirs, the other free'
);
select is_empty('select * from maitred.table_holds', 'the hold is over');
update maitred.booking_table_assignments set end_at = maitred_test.at('20:00');
select lives_ok(
    format(
        'select * from maitred.reassign_tables_atomic(%L, %L)',
        maitred_test.booking('anna'),
        maitred_test.tables('{T1}')
    ),
    'leaving a table whose rows are inconsistent repairs them'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
