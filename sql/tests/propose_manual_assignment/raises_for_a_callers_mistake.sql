begin;

select plan(11);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.open_restaurant('other');
create temporary table before as select maitred_test.everything() as was;
select is(
    maitred_test.refusal(format(
        'select maitred.propose_manual_assignment(%L, %L, %L, %L)', c.booking, c.tables, c.user_id, c.restaurant
    )) ->> 'sqlstate',
    c.state, c.what
)
from (
    values
    (null, maitred_test.tables('{T1}'), maitred_test.id('ann'), null, '22023', 'a null booking'),
    (gen_random_uuid(), maitred_test.tables('{T1}'), maitred_test.id('ann'), null, 'MD101', 'an unknown booking'),
    (
        maitred_test.booking('anna'), maitred_test.tables('{T1}'), maitred_test.id('ann'), maitred_test.id('other'),
        'MD101', 'of another restaurant'
    ),
    (maitred_test.booking('anna'), maitred_test.tables('{T1}'), null, null, '22023', 'a null user'),
    (maitred_test.booking('anna'), null, maitred_test.id('ann'), null, '22023', 'null tables'),
    (maitred_test.booking('anna'), '{}', maitred_test.id('ann'), null, '22023', 'no tables'),
    (
        maitred_test.booking('anna'),
        maitred_test.tables('{T1,T1}'),
        maitred_test.id('ann'),
        null,
        '22023',
        'a table twice'
    ),
    (
        maitred_test.booking('anna'),
        maitred_test.tables('{T9}'),
        maitred_test.id('ann'),
        null,
        'MD102',
        'an unknown table'
    ),
    (
        maitred_test.booking('anna'), maitred_test.tables('{other.T1}'), maitred_test.id('ann'), null, 'MD102',
        'a table of another restaurant'
    )
) as c (booking, tables, user_id, restaurant, state, what);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
