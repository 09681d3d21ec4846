begin;

select plan(17);
select maitred_test.open_restaurant();

create function pg_temp.try(p_local timestamp, p_ends interval default '1 hour') returns text language sql as $$
    select coalesce(maitred_test.refusal(format(
        'select maitred.create_booking(p_restaurant_id => %L, p_party_size => 2, p_start_at => %L, p_end_at => %L,
            p_guest_name => ''x'', p_guest_email => null)',
        maitred_test.id('restaurant'), p_local at time zone 'Europe/Paris', p_local at time zone 'Europe/Paris' + p_ends
    )) ->> 'sqlstate', 'taken')
$$;
insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
values
(maitred_test.id('restaurant'), 'dinner', 6, '18:00', '23:00'),
(maitred_test.id('restaurant'), 'bar', 7, '20:00', '02:00');
insert into maitred.service_exceptions (restaurant_id, service_date, opens, closes)
values
(maitred_test.id('restaurant'), '2031-06-14', null, null),
(maitred_test.id('restaurant'), '2031-06-21', '10:00', '12:00'),
    (maitred_test.id('restaurant'), '2031-06-21', '22:00', '01:00');

select is(pg_temp.try(c.local), c.outcome, c.what)
from (
    values
    (timestamp '2031-06-07 17:59', 'MD302', 'before opening'),
    ('2031-06-07 18:00', 'taken', 'at opening'),
    ('2031-06-07 22:59', 'taken', 'just before closing; ending later is no error'),
    ('2031-06-07 23:00', 'MD302', 'at closing'),
    ('2031-06-06 20:00', 'MD302', 'a weekday without services'),
    ('2031-06-09 00:30', 'taken', 'a service of Sunday past midnight'),
    ('2031-06-09 02:00', 'MD302', 'it ends at two'),
    ('2031-06-08 00:30', 'MD302', 'Saturday ended before midnight'),
    ('2031-06-14 19:00', 'MD302', 'a date that is closed'),
    ('2031-06-21 19:00', 'MD302', 'exceptions replace all services of the weekday'),
    ('2031-06-21 11:00', 'taken', 'the first exception of a date'),
    ('2031-06-21 22:30', 'taken', 'the second'),
    ('2031-06-22 00:30', 'taken', 'and past midnight'),
    ('2031-06-22 01:00', 'MD302', 'until it ends')
) as c (local, outcome, what);
select is(
    maitred_test.refusal(format(
        'select maitred.create_booking(p_restaurant_id => %L, p_party_size => 2, p_start_at => %L,
            p_guest_name => ''x'', p_guest_email => null)', maitred_test.id('restaurant'), maitred_test.at('17:00')
    )) -> 'detail',
    '{"code": "outside_opening_hours", "start_at": "2031-06-07T15:00:00+00:00",
        "local": "2031-06-07T17:00:00", "timezone": "Europe/Paris"}',
    'the error tells the time on the restaurant''s clock'
);
select is(
    (
        select (maitred_internal.service_at(r, maitred_test.at('11:00', 14))).service_period_id
        from maitred.restaurants as r where r.id = maitred_test.id('restaurant')
    ),
    null,
    'an exception has no turn times of its own'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
