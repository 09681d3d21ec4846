begin;
select plan(4);

select maitred_test.open_restaurant();
select is(
    (
        select count(distinct s.start_at)::int
        from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-03-30', 2) as s
    ),
    23 * 4, 'the day on which the clock is set forward has 23 hours'
);
select is(
    (
        select count(distinct s.start_at)::int
        from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-10-26', 2) as s
    ),
    25 * 4, 'the day on which it is set back has 25'
);
select is(
    (
        select count(*)::int
        from maitred.find_available_slots(
            maitred_test.id('restaurant'), (now() at time zone 'Europe/Paris')::date, 2
        ) as s
        where s.start_at < now()
    ),
    0, 'and no time that has passed is offered'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
