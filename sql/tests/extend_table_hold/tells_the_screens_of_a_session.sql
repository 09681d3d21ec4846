begin;

select plan(3);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
select maitred.extend_table_hold((select h.id from maitred.table_holds as h), '10 minutes');
select is(
    maitred_test.events_of('anna'), 'booking.created booking.waits_for_staff hold.created session.HELD session.HELD',
    'the session is told again'
);
select ok(
    (
        select b.seconds_left > 500 from maitred.manual_assignment_board as b
        where b.session_id = maitred_test.session_of('anna', 'ann')
    ),
    'and the board shows how long'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
