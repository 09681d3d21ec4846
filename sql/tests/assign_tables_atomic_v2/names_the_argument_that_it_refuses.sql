begin;

select plan(16);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
create temporary table before as select maitred_test.everything() as was;

select is(
    array[r.said ->> 'sqlstate', r.said #>> '{detail,argument}', (r.said ->> 'hint' <> '')::text],
    array['22023', c.argument, 'true'], c.what
)
from (
    values
    ('p_booking_id => null', 'p_booking_id', 'a null booking'),
    ('p_table_ids => null', 'p_table_ids', 'null tables'),
    ('p_table_ids => ''{}''', 'p_table_ids', 'no tables'),
    ('p_table_ids => maitred_test.tables(''{T1,T2,T1}'')', 'p_table_ids', 'a table twice'),
    ('p_table_ids => array[maitred_test.id(''T1''), null]', 'p_table_ids', 'a null among the tables'),
    (
        'p_table_ids => array[array[maitred_test.id(''T1'')], array[maitred_test.id(''T2'')]]',
        'p_table_ids',
        'a nested list'
    ),
    ('p_idempotency_key => ''''', 'p_idempotency_key', 'an empty key'),
    ('p_idempotency_key => repeat(''k'', 201)', 'p_idempotency_key', 'a key of 201 characters'),
    ('p_start_at => maitred_test.at(''19:00'')', 'p_end_at', 'a start without an end'),
    ('p_end_at => maitred_test.at(''19:00'')', 'p_start_at', 'an end without a start'),
    ('p_start_at => maitred_test.at(''19:00''), p_end_at => maitred_test.at(''19:00'')', 'p_end_at', 'no time at all'),
    ('p_start_at => maitred_test.at(''21:00''), p_end_at => maitred_test.at(''19:00'')', 'p_end_at', 'reversed')
) as c (change, argument, what)
cross join lateral (
    select
        maitred_test.refusal(format(
            'select * from maitred.assign_tables_atomic_v2(%s)',
            concat_ws(
                ', ', c.change,
                case when c.change !~ 'p_booking_id' then 'p_booking_id => maitred_test.booking(''anna'')' end,
                case when c.change !~ 'p_table_ids' then 'p_table_ids => maitred_test.tables(''{T1}'')' end
            )
        )) as said
) as r
union all
select is(
    maitred_test.refusal(format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L, p_restaurant_id => %L)',
        c.booking_id, maitred_test.tables('{T1}'), c.restaurant_id
    )) ->> 'sqlstate',
    'MD101', c.what
)
from (
    values
    (gen_random_uuid(), null::uuid, 'an unknown booking'),
    (maitred_test.booking('anna'), maitred_test.open_restaurant('other'), 'a booking of another restaurant')
) as c (booking_id, restaurant_id, what);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
