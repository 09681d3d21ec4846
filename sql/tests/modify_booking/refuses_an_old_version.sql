begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_notes => 'one');

select is(
    maitred_test.refusal(format(
        'select maitred.modify_booking(p_booking_id => %L, p_notes => %L, p_expected_version => 1)',
        maitred_test.booking('anna'), 'two'
    )) - 'message' - 'hint',
    jsonb_build_object(
        'sqlstate', 'MD204',
        'detail', jsonb_build_object(
            'code', 'version_conflict', 'booking_id', maitred_test.booking('anna'),
            'reference', maitred_test.reference('anna'), 'version', 2, 'expected_version', 1
        )
    ),
    'MD204 names both versions'
);
select is(
    (
        select b.version
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('anna'), p_notes => 'two', p_expected_version => 2
        ) as b
    ),
    3, 'the right version is accepted and raised'
);
select is(
    (
        select b.version
        from maitred.seat_booking(p_booking_id => maitred_test.seat('ben', '{T1}')) as b
    ),
    1, 'assigning and seating do not raise it'
);
select is(
    (select b.version from maitred.cancel_booking(p_booking_id => maitred_test.booking('anna')) as b),
    4,
    'cancelling does'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
