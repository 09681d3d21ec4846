begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
update maitred.booking_table_assignments set end_at = maitred_test.at('20:00');

select is(
    maitred_test.refusal($$select maitred_test.assign('anna', '{T1,T2}')$$),
    jsonb_build_object(
        'sqlstate', 'MD202',
        'message', 'assign_tables_atomic_v2 assignment duplicate for table ' || maitred_test.id('T1'),
        'hint', (select e.hint from maitred.error_catalogue as e where e.sqlstate = 'MD202'),
        'detail', jsonb_build_object(
            'code',
            'assignment_duplicate',
            'booking_id',
            maitred_test.booking('anna'),
            'reference',
            maitred_test.reference('anna'),
            'table_id',
            maitred_test.id('T1')
        )
    ),
    'a row with another window: MD202'
);
select matches(
    (select e.hint from maitred.error_catalogue as e where e.sqlstate = 'MD202'), 'repair_assignment_drift',
    'the hint says how to repair it'
);
update maitred.booking_table_assignments set end_at = maitred_test.at('21:00');
select is(maitred_test.assign('anna', '{T1}'), 'T1', 'repaired, it is no error');

select is(
    maitred_test.refusal($$
        delete from maitred.allocations;
        select maitred_test.assign('anna', '{T1}')$$) ->> 'sqlstate',
    'MD202', 'a row without its allocation: MD202'
);
update maitred.allocations set during = tstzrange(maitred_test.at('19:30'), maitred_test.at('21:00'));
select throws_ok($$select maitred_test.assign('anna', '{T1}')$$, 'MD202', null, 'an allocation too short: MD202');
update maitred.allocations set during = tstzrange(maitred_test.at('19:00'), maitred_test.at('21:00'));

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
