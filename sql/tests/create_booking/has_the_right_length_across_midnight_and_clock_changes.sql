begin;

select plan(7);
select maitred_test.open_restaurant();

select is(b.end_at - b.start_at, c.stays, c.what)
from (
    values
    (timestamp '2031-06-07 23:30', interval '2 hours', 'across midnight'),
    ('2031-03-30 01:00', '2 hours', 'across the hour that does not exist'),
    ('2031-10-26 01:30', '2 hours', 'across the hour that comes twice'),
    ('2031-10-25 12:00', '24 hours', 'a day of 25 hours on the clock is 24 hours long')
) as c (local, stays, what),
    maitred.create_booking(
        p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 2, p_guest_name => 'x', p_guest_email => null,
        p_start_at => maitred.local_instant(maitred_test.id('restaurant'), c.local),
        p_end_at => maitred.local_instant(maitred_test.id('restaurant'), c.local) + c.stays
    ) as b;
select is(
    maitred.local_instant(maitred_test.id('restaurant'), '2031-03-30 03:00')
    - maitred.local_instant(maitred_test.id('restaurant'), '2031-03-30 01:00'),
    interval '1 hour', 'from one to three is one hour in the night when clocks go forward'
);
select is(
    maitred.local_instant(maitred_test.id('restaurant'), '2031-10-26 04:00')
    - maitred.local_instant(maitred_test.id('restaurant'), '2031-10-26 01:00'),
    interval '4 hours', 'from one to four is four hours when they go back'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
