begin;
select plan(3);

-- Three services that are open all day: 288 steps of five minutes each.
select maitred_test.open_restaurant();
insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
select maitred_test.id('restaurant'), 'Service ' || n, 6, '00:00', '00:00' from generate_series(1, 3) as n;

select throws_ok(
    $$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', 2, '5 minutes') $$,
    '22023',
    'p_step is "00:05:00", it must be longer: the services of that date have more than 600 such steps',
    'more times than anybody reads'
);
select lives_ok(
    $$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', 2, '10 minutes') $$,
    'twice the step, half the times'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
