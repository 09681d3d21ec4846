begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1,T2}', 2);
select maitred.seat_booking(p_booking_id => maitred_test.booking('anna'));
select maitred_test.seat('done', '{T3}', 2);
select maitred.seat_booking(p_booking_id => maitred_test.booking('done'));
select maitred.complete_booking(p_booking_id => maitred_test.booking('done'));

select is(
    (
        select count(*)::int
        from maitred.unassign_tables_atomic(maitred_test.booking('anna'), maitred_test.tables('{T1}'))
    ),
    1, 'one of two can go'
);
select throws_ok(
    format('select * from maitred.unassign_tables_atomic(%L)', maitred_test.booking('anna')),
    'MD401',
    null,
    'not the last'
);
select is(
    maitred_test.status_of('anna') || ' ' || maitred_test.tables_of('anna'), 'seated T2', 'nothing changed'
);
select throws_ok(
    format('select * from maitred.unassign_tables_atomic(%L)', maitred_test.booking('done')), 'MD401', null,
    'the history of a completed booking cannot be released'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
