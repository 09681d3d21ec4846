begin;

select plan(14);
select maitred_test.open_restaurant();

select maitred_test.open_restaurant('other');
select
    is(
        array[r.said ->> 'sqlstate', r.said #>> '{detail,argument}'], array[c.state, c.argument], c.what
    )
from (
    values
    (
        null,
        maitred_test.tables('{T1}'),
        '10:00'::text,
        '12:00'::text,
        null,
        '22023',
        'p_restaurant_id',
        'a null restaurant'
    ),
    (gen_random_uuid(), maitred_test.tables('{T1}'), '10:00', '12:00', null, 'MD105', null, 'an unknown restaurant'),
    (maitred_test.id('restaurant'), null, '10:00', '12:00', null, '22023', 'p_table_ids', 'null tables'),
    (maitred_test.id('restaurant'), '{}', '10:00', '12:00', null, '22023', 'p_table_ids', 'no tables'),
    (
        maitred_test.id('restaurant'),
        maitred_test.tables('{T1,T1}'),
        '10:00',
        '12:00',
        null,
        '22023',
        'p_table_ids',
        'one table twice'
    ),
    (
        maitred_test.id('restaurant'),
        maitred_test.tables('{other.T1}'),
        '10:00',
        '12:00',
        null,
        'MD102',
        null,
        'a table of another restaurant'
    ),
    (
        maitred_test.id('restaurant'), array[gen_random_uuid()], '10:00', '12:00', null, 'MD102', null,
        'an unknown table'
    ),
    (
        maitred_test.id('restaurant'), maitred_test.tables('{T1}'), null, '12:00', null, '22023', 'p_start_at',
        'no start'
    ),
    (maitred_test.id('restaurant'), maitred_test.tables('{T1}'), '10:00', null, null, '22023', 'p_end_at', 'no end'),
    (
        maitred_test.id('restaurant'), maitred_test.tables('{T1}'), '12:00', '12:00', null, '22023', 'p_end_at',
        'no time'
    ),
    (
        maitred_test.id('restaurant'), maitred_test.tables('{T1}'), '12:00', '10:00', null, '22023', 'p_end_at',
        'reversed'
    ),
    (
        maitred_test.id('restaurant'),
        maitred_test.tables('{T1}'),
        '10:00',
        '12:00',
        repeat('x', 1001),
        '22023',
        'p_reason',
        'a long reason'
    )
) as c (restaurant, tables, starts, ends, reason, state, argument, what)
cross join lateral (
    select
        maitred_test.refusal(format(
            'select maitred.block_tables(%L, %L, %L, %L, %L)', c.restaurant, c.tables, maitred_test.at(c.starts::time),
            maitred_test.at(c.ends::time), c.reason
        )) as said
) as r;
update maitred.table_inventory
set in_service = false
where id = maitred_test.id('T1');
select lives_ok(
    format(
        'select maitred.block_tables(%L, %L, %L, %L)', maitred_test.id('restaurant'), maitred_test.tables('{T1}'),
        maitred_test.at('10:00'), maitred_test.at('12:00')
    ),
    'a table out of service can be blocked'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
