begin;

select plan(18);
select maitred_test.open_restaurant();

select maitred_test.open_restaurant('other');
select is(maitred_test.refusal(c.command) ->> 'sqlstate', c.state, c.what)
from (
    values
    (
        $$update maitred.table_inventory set capacity = 0 where id = maitred_test.id('T1')$$,
        '23514',
        'a table without seats'
    ),
    (
        $$update maitred.table_inventory set min_party = 3 where id = maitred_test.id('T1')$$,
        '23514',
        'a minimum above the seats'
    ),
    (
        $$update maitred.table_inventory set min_party = 0 where id = maitred_test.id('T1')$$,
        '23514',
        'a minimum of nobody'
    ),
    (
        $$update maitred.table_inventory set max_party = 3 where id = maitred_test.id('T1')$$,
        '23514',
        'a maximum above the seats'
    ),
    (
        $$update maitred.table_inventory set name = 'T2' where id = maitred_test.id('T1')$$,
        '23505',
        'one name for two tables of a zone'
    ),
    (
        $$update maitred.table_inventory set zone_id = maitred_test.id('other.hall') where id = maitred_test.id('T1')$$,
        '23503', 'a zone of another restaurant'
    ),
    (
        $$insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
        values (maitred_test.id('restaurant'), maitred_test.id('T1'), maitred_test.id('other.T2'))$$,
        '23503', 'a neighbour in another restaurant'
    ),
    (
        $$insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
        values (maitred_test.id('restaurant'), 'x', 0, '10:00', '12:00')$$, '23514', 'no weekday'
    ),
    (
        $$insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes, max_covers_present)
        values (maitred_test.id('restaurant'), 'x', 1, '10:00', '12:00', -1)$$, '23514', 'a negative limit'
    ),
    (
        $$insert into maitred.service_exceptions (restaurant_id, service_date, opens)
        values (maitred_test.id('restaurant'), '2031-06-07', '10:00')$$, '23514',
        'an exception that opens and never closes'
    ),
    (
        $$insert into maitred.service_exceptions (restaurant_id, service_date, opens, closes)
        values (maitred_test.id('restaurant'), '2031-06-07', '24:00', '02:00')$$,
        '23514',
        'an exception that opens at the end of its date, which is the next one'
    ),
    (
        $$insert into maitred.service_exceptions (restaurant_id, service_date)
        values (maitred_test.id('restaurant'), 'infinity')$$, '23514', 'an exception on no date'
    ),
    (
        $$insert into maitred.service_exceptions (restaurant_id, service_date)
        values (maitred_test.id('restaurant'), '0001-12-31 BC')$$, '23514', 'an exception before every booking'
    ),
    (
        $$insert into maitred.service_exceptions (restaurant_id, service_date)
        values (maitred_test.id('restaurant'), '10000-01-01')$$, '23514', 'an exception after every booking'
    ),
    (
        $$insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
        values (maitred_test.id('restaurant'), 'night', 1, '24:00', '02:00')$$,
        '23514',
        'a period that opens at the end of its day'
    ),
    (
        $$insert into maitred.turn_times (restaurant_id, max_party, duration)
        values (maitred_test.id('restaurant'), 4, '1 hour'), (maitred_test.id('restaurant'), 4, '2 hours')$$,
        '23505', 'two turn times for one party'
    ),
    (
        $$insert into maitred.turn_times (restaurant_id, max_party, duration)
        values (maitred_test.id('restaurant'), 4, '1 min')$$, '23514', 'a stay of a minute'
    )
) as c (command, state, what);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
