-- In the night of 26 October 2031 the clocks of Paris go from three back to two: 02:00 comes twice.
begin;

select plan(9);
select maitred_test.open_restaurant();
insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
values (maitred_test.id('restaurant'), 'night', 6, '18:00', '02:00');
insert into maitred.service_exceptions (restaurant_id, service_date, name, opens, closes)
values (maitred_test.id('restaurant'), '2032-10-30', 'party', '20:00', '02:30');

create function pg_temp.state(p_start timestamptz) returns text language sql as $$
    select maitred_test.refusal(format(
        'select maitred.create_booking(maitred_test.id(%L), 2, %L, %L, null)', 'restaurant', p_start, 'x'
    )) ->> 'sqlstate'
$$;

select is(pg_temp.state('2031-10-26 01:59+02'), null, 'a minute before two is open');
select is(pg_temp.state('2031-10-26 02:00+02'), 'MD302', 'two, the first time, is closed');
select is(pg_temp.state('2031-10-26 02:30+02'), 'MD302', 'half past two is closed');
select is(pg_temp.state('2031-10-26 02:00+01'), 'MD302', 'two, the second time, is closed');
select is(pg_temp.state('2032-10-31 02:15+02'), null, 'an exception until half past two is open at a quarter past');
select is(pg_temp.state('2032-10-31 02:15+01'), 'MD302', 'but not an hour later');
select is(
    (
        select max(s.start_at)
        from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-10-25', 2) as s
    ),
    '2031-10-26 01:45+02', 'the last time of that night is a quarter to two'
);
update maitred.restaurants set timezone = 'America/Havana';
delete from maitred.service_periods;
select is(
    (
        select count(*)
        from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-11-01', 2, '1 hour')
    ),
    24::bigint, 'a day before the doubled midnight ends where the next one begins'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
