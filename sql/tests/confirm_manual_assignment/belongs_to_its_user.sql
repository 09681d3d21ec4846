begin;

select plan(12);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
create temporary table before as select maitred_test.everything() as was;
select is(
    maitred_test.refusal(format('select maitred.%I(%L, %L)', f.name, c.session_id, c.user_id)) ->> 'sqlstate',
    c.state, f.name || ': ' || c.what
)
from unnest(array['confirm_manual_assignment', 'cancel_manual_assignment']) as f (name),
    (
        values
        (null, maitred_test.id('ann'), '22023', 'a null session'),
        (maitred_test.session_of('anna', 'ann'), null, '22023', 'a null user'),
        (null, null, '22023', 'both'),
        (gen_random_uuid(), maitred_test.id('ann'), 'MD104', 'an unknown session'),
        (maitred_test.session_of('anna', 'ann'), maitred_test.id('bob'), 'MD501', 'another user''s session')
    ) as c (session_id, user_id, state, what);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
