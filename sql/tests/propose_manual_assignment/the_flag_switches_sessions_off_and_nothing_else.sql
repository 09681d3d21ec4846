begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
update maitred.restaurants set manual_sessions_enabled = false where id = maitred_test.id('restaurant');

select is(
    maitred_test.refusal(format(c.call, c.id, maitred_test.id('ann'))) -> 'detail',
    jsonb_build_object(
        'code', 'feature_disabled', 'restaurant_id', maitred_test.id('restaurant'), 'setting', 'manual_sessions_enabled'
    ),
    c.what
)
from (
    values
    (
        'select maitred.propose_manual_assignment(%L, maitred_test.tables(''{T2}''), %L)',
        maitred_test.booking('anna'),
        'propose'
    ),
    ('select maitred.confirm_manual_assignment(%L, %L)', maitred_test.session_of('anna', 'ann'), 'confirm'),
    ('select maitred.cancel_manual_assignment(%L, %L)', maitred_test.session_of('anna', 'ann'), 'cancel')
) as c (call, id, what);
select is(
    maitred_test.refusal(format(
        'select maitred.confirm_manual_assignment(%L, %L)',
        maitred_test.session_of('anna', 'ann'),
        maitred_test.id('ann')
    )) ->> 'sqlstate',
    'MD403', 'as MD403'
);
select is(maitred_test.assign('anna', '{T1}', null, 'ann'), 'T1', 'assigning works');
select lives_ok($$select maitred_test.hold('anna', '{T2}', 'ann')$$, 'holding works');
select lives_ok(format('select maitred.cancel_booking(%L)', maitred_test.booking('anna')), 'cancelling works');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
