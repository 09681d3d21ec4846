begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.propose('anna', '{T2}', 'ann');
select maitred_test.propose('anna', '{T3}', 'bob');
create temporary table hold as select maitred_test.hold_of('anna', 'ann') as id;
select is(
    (
        select count(*)::int
        from maitred.assign_tables_to_booking_from_hold_v3(
            (select h.id from hold as h), 'k', p_assigned_by => maitred_test.id('ann')
        )
    ),
    1, 'the hold of a session'
);
select is(maitred_test.session_status('anna', 'ann'), 'CONFIRMED', 'makes it CONFIRMED');
select is(maitred_test.session_status('anna', 'bob'), 'CANCELLED', 'cancels the others on the booking');
select is(maitred_test.tables_of('anna'), 'T2', 'and replaces the earlier tables');
select is(
    (
        select count(*)::int
        from maitred.assign_tables_to_booking_from_hold_v3((select h.id from hold as h), 'k')
    ),
    1, 'repeated with the same key it replays'
);
select is(
    (
        select s.status::text
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    'CONFIRMED', 'and confirming the session is no error'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
