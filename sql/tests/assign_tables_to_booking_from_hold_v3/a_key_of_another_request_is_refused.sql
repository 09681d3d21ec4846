begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select lives_ok(
    $$select * from maitred.assign_tables_atomic_v2(
        maitred_test.booking('anna'), array[maitred_test.id('T1')], 'key', p_assigned_by => maitred_test.id('ann')
    )$$,
    'tables are assigned under a key'
);
select maitred_test.propose('anna', '{T1}', 'ann');
select is(
    maitred_test.refusal($$
        select * from maitred.assign_tables_to_booking_from_hold_v3(
            (select h.id from maitred.table_holds as h), 'key', p_assigned_by => maitred_test.id('ann')
        )$$) ->> 'sqlstate',
    'MD203', 'a hold of the same tables under that key is another request'
);
select is(
    (
        select s.status::text from maitred.manual_assignment_sessions as s
        where s.id = maitred_test.session_of('anna', 'ann')
    ),
    'HELD', 'its session waits for its own'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
