begin;

select plan(16);
select maitred_test.open_restaurant();

insert into maitred.turn_times (restaurant_id, max_party, duration)
values (maitred_test.id('restaurant'), 2, '75 min'), (maitred_test.id('restaurant'), 8, '2 hours');
select maitred_test.book('anna', 4);

select is(
    maitred.requires_table_realignment(
        p_booking_id => maitred_test.booking('anna'),
        p_party_size => c.party,
        p_start_at => c.start_at,
        p_end_at => c.end_at
    ),
    c.wanted, c.what
)
from (
    values
    (null::int, null::timestamptz, null::timestamptz, false, 'nothing given'),
    (4, null, null, false, 'the same party'),
    (4, '2031-06-07 17:00Z', '2031-06-07 19:00Z', false, 'everything the same'),
    (null, '2031-06-07 19:00:00+02', null, false, 'the same instant in another zone'),
    (null, '2031-06-07 13:00:00-04', '2031-06-08 04:00+09', false, 'both ends in other zones'),
    (5, null, null, true, 'another party'),
    (5, null, '2031-06-07 19:00Z', true, 'another party, the same window'),
    (2, null, null, true, 'a smaller party, with its own turn time'),
    (null, '2031-06-07 17:00:01Z', null, true, 'a second later'),
    (null, '2031-06-08 17:00Z', null, true, 'a day later'),
    (null, null, '2031-06-07 19:00:00.000001Z', true, 'a microsecond longer'),
    (null, '2031-06-07 16:00Z', '2031-06-07 19:00Z', true, 'an hour earlier with the same end')
) as c (party, start_at, end_at, wanted, what);
select throws_ok(
    'select maitred.requires_table_realignment(null, null, null, null)', '22023', null, 'a null id'
);
select throws_ok(
    'select maitred.requires_table_realignment(gen_random_uuid(), null, null, null)', 'MD101', null, 'an unknown id'
);
select is(
    maitred_test.refusal(format(
        'select maitred.requires_table_realignment(%L, null, %L, null)',
        maitred_test.booking('anna'),
        '294276-12-31 23:59Z'
    )) #>> '{detail,argument}',
    'p_start_at', 'a start at the end of time'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
