-- Check, proposal, confirmation and assignment agree on a table that the booking has already, also when the
-- restaurant's buffer has grown into the next party since.
begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.seat('next', '{T1}', 2, maitred_test.at('21:00'));
update maitred.restaurants set buffer_after = '30 min' where id = maitred_test.id('restaurant');

select is_empty(
    $$select c.rule from maitred.check_table_assignment(
        maitred_test.booking('anna'), array[maitred_test.id('T1'), maitred_test.id('T2')]
    ) as c where c.severity = 'block'$$,
    'the check has nothing against it'
);
select is(
    (
        select array_agg(c.table_id) from maitred.check_table_assignment(
            maitred_test.booking('next'), array[maitred_test.id('T2')]
        ) as c where c.rule = 'free'
    ),
    null, 'nor against another table for the next party'
);
select is(
    (select s.status || s.problems::text from maitred_test.propose('anna', '{T1,T2}', 'ann') as s), 'HELD[]',
    'it is proposed and held'
);
select is(
    (
        select s.status::text
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    'CONFIRMED', 'and confirmed'
);
select is(maitred_test.assign('anna', '{T1}'), 'T1', 'and assigned again');
select is(maitred_test.tables_of('anna'), 'T1 T2', 'so that the booking has both');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
