begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 20);
select is(
    (
        select jsonb_agg(v.violation ->> 'rule')
        from jsonb_array_elements(
            maitred_test.refusal(format(
                'select * from maitred.assign_tables_atomic_v2(%L, %L, p_start_at => %L, p_end_at => %L)',
                maitred_test.booking('anna'), maitred_test.tables('{T1,T3,T6,T8}'), maitred_test.at('18:00'),
                maitred_test.at('20:00')
            )) #> '{detail,violations}'
        ) as v (violation)
    ),
    '["window_mismatch", "enough_seats", "table_count", "one_zone", "movable", "connected"]',
    'six at once, each by its name'
);
select is(
    maitred_test.refusal(format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L)',
        maitred_test.booking('anna'),
        maitred_test.tables('{T1}')
    )) - 'hint',
    jsonb_build_object(
        'sqlstate', 'MD301', 'message', '2 seats are too few for 20 guests',
        'detail', jsonb_build_object(
            'code', 'rule_violated', 'booking_id', maitred_test.booking('anna'), 'violations', jsonb_build_array(
                jsonb_build_object(
                    'rule', 'enough_seats', 'severity', 'block', 'table_id', null,
                    'message', '2 seats are too few for 20 guests', 'detail', '{"seats": 2, "party_size": 20}'::jsonb
                )
            )
        )
    ),
    'a violation has rule, severity, table, sentence and numbers'
);
select maitred_test.book('ben', 1);
select is(maitred_test.assign('ben', '{T6}'), 'T6', 'a warning does not block');
select throws_ok(
    format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L, p_start_at => %L, p_end_at => %L)',
        maitred_test.booking('ben'), maitred_test.tables('{T1}'), maitred_test.at('19:00'), maitred_test.at('20:00')
    ),
    'MD301', null, 'half right is not the window'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
