begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 20);
create temporary table said as
select c.*
from maitred.check_table_assignment(
    p_booking_id => maitred_test.booking('anna'), p_table_ids => maitred_test.tables('{T1,T3,T6,T8}'),
    p_start_at => maitred_test.at('18:00'), p_end_at => maitred_test.at('20:00')
) as c;

select results_eq(
    'select s.rule, s.severity, s.message, s.detail from said as s order by s.rule',
    $$values
    ('connected', 'block', 'the tables are not all neighbours of each other', '{"tables": 4}'::jsonb),
    ('enough_seats', 'block', '18 seats are too few for 20 guests', '{"seats": 18, "party_size": 20}'),
    ('movable', 'block', 'table T6 cannot be moved to another', '{"table": "T6"}'),
    ('one_zone', 'block', 'the tables stand in 2 zones', '{"zones": 2}'),
    (
        'table_count', 'block', '4 tables are too many, the restaurant combines at most 3',
        '{"tables": 4, "max_combined_tables": 3}'
    ),
    (
        'window_mismatch', 'block', 'the window is not that of the booking, which may have been moved',
        '{"start_at": "2031-06-07T16:00:00+00:00", "end_at": "2031-06-07T18:00:00+00:00",
            "booking_start_at": "2031-06-07T17:00:00+00:00", "booking_end_at": "2031-06-07T19:00:00+00:00"}'
    )$$,
    'all of them, each with a sentence and its numbers'
);
select is(
    (select s.table_id from said as s where s.rule = 'movable'), maitred_test.id('T6'), 'table_id if about one table'
);
select is(
    (select count(*)::int from said as s where s.table_id is not null), 1, 'and null where it is about all'
);

select maitred_test.book('ben', 2);
select maitred_test.book('cid', 1);
update maitred.table_inventory set max_party = 1 where id = maitred_test.id('T1');
select results_eq(
    $$select c.rule, c.message, c.detail from maitred.check_table_assignment(
        maitred_test.booking('ben'), maitred_test.tables('{T5}')
    ) as c
    union all
    select c.rule, c.message, c.detail from maitred.check_table_assignment(
        maitred_test.booking('ben'), maitred_test.tables('{T1}')
    ) as c
    union all
    select c.rule, c.message, c.detail from maitred.check_table_assignment(
        maitred_test.booking('cid'), maitred_test.tables('{T6}')
    ) as c$$,
    $$values
    ('min_party', 'table T5 takes parties of 3 and more', '{"table": "T5", "min_party": 3, "party_size": 2}'::jsonb),
    ('max_party', 'table T1 takes parties of 1 at most', '{"table": "T1", "max_party": 1, "party_size": 2}'),
    (
        'spare_seats', '7 seats would stay empty, the restaurant likes at most 4',
        '{"spare_seats": 7, "max_spare_seats": 4}'
    )$$,
    'the limits of tables and restaurant'
);
select maitred.cancel_booking(p_booking_id => maitred_test.booking('ben'));
update maitred.table_inventory set in_service = false where id = maitred_test.id('T2');
select results_eq(
    $$select c.rule, c.table_id, c.message, c.detail from maitred.check_table_assignment(
        maitred_test.booking('ben'), maitred_test.tables('{T2}')
    ) as c$$,
    $$values
    ('booking_status', null, 'the booking is cancelled', '{"status": "cancelled"}'::jsonb),
    ('in_service', maitred_test.id('T2'), 'table T2 is out of service', '{"table": "T2"}')$$,
    'status and service'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
