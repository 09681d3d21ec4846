-- One definition of the hours, asked in two ways: by instant (every assignment) and by date (the planner). Both must
-- agree at each quarter of an hour, past midnight, on exceptional dates and where the clock is set forward or back.
begin;

select plan(10);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('always');
select maitred_test.open_restaurant('special');

insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes, max_arriving_parties)
values
(maitred_test.id('restaurant'), 'late', 6, '22:00', '04:00', null),
(maitred_test.id('restaurant'), 'short', 7, '02:15', '02:45', 5),
(maitred_test.id('restaurant'), 'early', 7, '01:30', '03:30', null),
(maitred_test.id('restaurant'), 'also early', 7, '01:30', '05:00', 1),
(maitred_test.id('restaurant'), 'lunch', 7, '11:00', '15:00', null),
(maitred_test.id('restaurant'), 'day and night', 1, '06:00', '06:00', null);
insert into maitred.service_exceptions (restaurant_id, service_date, opens, closes)
values
(maitred_test.id('restaurant'), '2031-06-14', null, null),
(maitred_test.id('restaurant'), '2031-06-15', '10:00', '12:00'),
    (maitred_test.id('restaurant'), '2031-06-15', '22:00', '01:00'),
(maitred_test.id('special'), '2031-06-14', '18:00', '02:00'), (maitred_test.id('special'), '2031-06-15', null, null);

create function pg_temp.asked_by_date(p_restaurant maitred.restaurants, p_at timestamptz)
returns maitred_internal.service language sql as $$
    select s
    from (values (0), (1)) as n (days)
    cross join lateral maitred_internal.services_on(
        p_restaurant.id, (p_at at time zone p_restaurant.timezone)::date - n.days
    ) as s
    where s.opens_at <= p_at and p_at < s.closes_at
    order by n.days, s.opens_at desc, s.service_period_id
    limit 1
$$;

select is(
    array(
        select format('%s: %s, %s', g.at, i.by_instant, i.by_date)
        from generate_series(w.starts, w.starts + interval '4 days', interval '15 minutes') as g (at)
        cross join lateral (
            select
                maitred_internal.service_at(r, g.at)::text as by_instant,
                coalesce(pg_temp.asked_by_date(r, g.at)::text, '(,,,,)') as by_date
        ) as i
        where i.by_instant <> i.by_date
    ),
    '{}'::text [], format('%s, around %s', r.name, w.what)
)
from maitred.restaurants as r
cross join (
    values
    (timestamptz '2031-03-28 12:00+00', 'the non-existent hour'),
        (timestamptz '2031-10-24 12:00+00', 'the ambiguous hour'),
    (timestamptz '2031-06-13 12:00+00', 'exceptions')
) as w (starts, what)
where r.id in (maitred_test.id('restaurant'), maitred_test.id('always'), maitred_test.id('special'));

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
