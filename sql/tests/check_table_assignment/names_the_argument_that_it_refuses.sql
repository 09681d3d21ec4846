begin;

select plan(12);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.open_restaurant('other');
select is(
    maitred_test.refusal('select * from maitred.check_table_assignment(' || c.arguments || ')') ->> 'sqlstate',
    c.state, c.what
)
from (
    values
    ('null, maitred_test.tables(''{T1}'')', '22023', 'a null booking'),
    ('gen_random_uuid(), maitred_test.tables(''{T1}'')', 'MD101', 'an unknown booking'),
    (
        'maitred_test.booking(''anna''), maitred_test.tables(''{T1}''),
            p_restaurant_id => maitred_test.id(''other'')',
        'MD101', 'of another restaurant'
    ),
    ('maitred_test.booking(''anna''), null', '22023', 'null tables'),
    ('maitred_test.booking(''anna''), ''{}''', '22023', 'no tables'),
    ('maitred_test.booking(''anna''), maitred_test.tables(''{T1,T1}'')', '22023', 'a table twice'),
    ('maitred_test.booking(''anna''), maitred_test.tables(''{other.T1}'')', 'MD102', 'a table of another restaurant'),
    ('maitred_test.booking(''anna''), array[gen_random_uuid()]', 'MD102', 'an unknown table'),
    (
        'maitred_test.booking(''anna''), maitred_test.tables(''{T1}''), maitred_test.at(''19:00'')', '22023',
        'half a window'
    ),
    (
        'maitred_test.booking(''anna''), maitred_test.tables(''{T1}''), maitred_test.at(''19:00''),
            maitred_test.at(''18:00'')', '22023', 'a window reversed'
    )
) as c (arguments, state, what);
select is_empty(
    'select * from maitred.check_table_assignment(maitred_test.booking(''anna''), (''[5:6]={''
    || maitred_test.id(''T1'') || '','' || maitred_test.id(''T2'') || ''}'')::uuid [])',
    'an array that does not start at 1 is a list like any other'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
