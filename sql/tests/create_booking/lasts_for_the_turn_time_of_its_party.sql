begin;

select plan(10);
select maitred_test.open_restaurant();

insert into maitred.service_periods (restaurant_id, id, name, weekday, opens, closes)
values
(maitred_test.id('restaurant'), maitred_test.id('lunch'), 'lunch', 6, '12:00', '15:00'),
(maitred_test.id('restaurant'), maitred_test.id('dinner'), 'dinner', 6, '18:00', '23:00');
insert into maitred.turn_times (restaurant_id, service_period_id, max_party, duration)
values
(maitred_test.id('restaurant'), null, 2, '75 min'), (maitred_test.id('restaurant'), null, 4, '2 hours'),
(maitred_test.id('restaurant'), maitred_test.id('lunch'), 4, '1 hour');

select
    is(
        (
            select b.end_at - b.start_at
            from maitred.create_booking(
                    p_restaurant_id => maitred_test.id('restaurant'),
                    p_party_size => c.party,
                    p_start_at => maitred_test.at(c.at),
                    p_guest_name => 'x', p_guest_email => null, p_end_at => maitred_test.at(c.ends)
                ) as b
        ),
        c.stays,
        c.what
    )
from (
    values
    (1, time '18:00', null::time, interval '75 min', 'the smallest row that is large enough'),
    (2, '18:00', null, '75 min', 'up to its size'),
    (3, '18:00', null, '2 hours', 'the next row'),
    (5, '18:00', null, '2 hours', 'a party larger than every row: the largest row'),
    (2, '12:00', null, '1 hour', 'the row of the service period comes first'),
    (5, '12:00', null, '1 hour', 'the largest of the period, when that of the restaurant is no larger'),
    (2, '18:00', '21:00', '3 hours', 'p_end_at is taken as it is')
) as c (party, at, ends, stays, what);

insert into maitred.turn_times (restaurant_id, max_party, duration)
values (maitred_test.id('restaurant'), 8, '150 min');
select is(
    maitred_internal.turn_time(maitred_test.id('restaurant'), maitred_test.id('lunch'), 12), '150 min',
    'the largest of the restaurant, when no row of the period is as large'
);
delete from maitred.turn_times;
select is(
    maitred_internal.turn_time(maitred_test.id('restaurant'), maitred_test.id('lunch'), 12), '90 min',
    'without any row: 90 minutes'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
