begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select is(
    (select maitred_test.propose('anna', '{T1,T2}', 'ann')).status::text, 'HELD', 'a table it has and another'
);
select is(
    maitred_test.takers_of('T1') || ', ' || maitred_test.takers_of('T2'), 'anna assignment, anna hold', 'one row each'
);
select is((select maitred_test.propose('anna', '{T1}', 'ann')).status::text, 'HELD', 'only what it has');
select is(
    maitred_test.takers_of('T1') || maitred_test.takers_of('T2'), 'anna assignment', 'holds no row at all'
);
select is(
    (
        select s.status::text
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    'CONFIRMED', 'and can be confirmed'
);
select is(maitred_test.tables_of('anna'), 'T1', 'with the same table');
select is(
    (select maitred_test.propose('anna', '{T3,T4}', 'ann')).status::text, 'HELD',
    'a proposal is evaluated by itself, not together with what the booking has'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
