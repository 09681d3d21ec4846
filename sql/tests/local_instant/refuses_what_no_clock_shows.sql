begin;

select plan(9);
select maitred_test.open_restaurant();

create temporary table refusal as
select
    maitred_test.refusal(
        format('select maitred.local_instant(%L, %L)', maitred_test.id('restaurant'), '2031-03-30 02:30')
    )
        as said;
select is(
    (select r.said -> 'detail' from refusal as r),
    '{"code": "outside_opening_hours", "local": "2031-03-30T02:30:00", "timezone": "Europe/Paris",
        "next": "2031-03-30T03:30:00"}',
    'the non-existent hour, with the next time that exists'
);
select is((select r.said ->> 'sqlstate' from refusal as r), 'MD302', 'is MD302');
select is(
    (select r.said ->> 'hint' from refusal as r),
    'The next time that exists is 2031-03-30 03:30:00.',
    'and the hint says it'
);
select
    is(
        maitred_test.refusal(format('select maitred.local_instant(%L, %L)', c.restaurant, c.local)) ->> 'sqlstate',
        c.state,
        c.what
    )
from (
    values
    (maitred_test.id('restaurant'), null, '22023', 'a null time'),
    (maitred_test.id('restaurant'), 'infinity', '22023', 'an infinite time'),
    (maitred_test.id('restaurant'), '4713-01-01 BC', '22023', 'the beginning of time'),
    (null, '2031-06-07 19:00', '22023', 'a null restaurant'),
    (gen_random_uuid(), '2031-06-07 19:00', 'MD105', 'an unknown restaurant')
) as c (restaurant, local, state, what);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
