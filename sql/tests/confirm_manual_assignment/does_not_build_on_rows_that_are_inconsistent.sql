begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select is(
    (select s.status::text from maitred_test.propose('anna', '{T1,T2}', 'ann') as s), 'HELD',
    'a table that the booking has and another'
);
update maitred.booking_table_assignments set end_at = maitred_test.at('20:00');
select is(
    maitred_test.refusal($$
        select maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann'))$$)
    ->> 'sqlstate',
    'MD202', 'a row with another window: MD202'
);
select is(maitred_test.takers_of('T2'), 'anna hold', 'nothing has changed');
update maitred.booking_table_assignments set end_at = maitred_test.at('21:00');
select is(
    (
        select s.status::text
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    'CONFIRMED', 'repaired, it is confirmed'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
