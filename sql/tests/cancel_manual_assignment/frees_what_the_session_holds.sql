begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
select maitred_test.propose('anna', '{T2}', 'bob');
create temporary table cancelled as
select s.*
from maitred.cancel_manual_assignment(
    p_session_id => maitred_test.session_of('anna', 'ann'), p_user_id => maitred_test.id('ann')
) as s;

select is((select row(c.status, c.hold_id)::text from cancelled as c), '(CANCELLED,)', 'CANCELLED');
select is(maitred_test.takers_of('T1'), '', 'its table is free');
select is(
    maitred_test.session_status('anna', 'bob') || ' ' || maitred_test.takers_of('T2'),
    'HELD anna hold',
    'a colleague goes on'
);
create temporary table before as select maitred_test.everything() as was;
select is(
    (
        select to_jsonb(s)
        from maitred.cancel_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    (select to_jsonb(c) from cancelled as c), 'again: the same object'
);
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');
select isnt(
    (select s.id from maitred_test.propose('anna', '{T1}', 'ann') as s), (select c.id from cancelled as c),
    'proposing again opens a new session'
);
select maitred_test.propose('anna', '{T2}', 'ann');
select is(
    (
        select s.status::text
        from maitred.cancel_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    'CANCELLED', 'one that holds nothing is cancelled likewise'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
