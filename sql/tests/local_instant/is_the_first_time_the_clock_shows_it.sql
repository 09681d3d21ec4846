begin;

select plan(13);
select maitred_test.open_restaurant();

select
    is(
        maitred.local_instant(maitred_test.id('restaurant'), c.local), c.instant, c.what
    )
from (
    values
    (timestamp '2031-06-07 19:00', timestamptz '2031-06-07 17:00Z', 'summer'),
    ('2031-12-07 19:00', '2031-12-07 18:00Z', 'winter'),
    ('2031-03-30 01:59:59', '2031-03-30 00:59:59Z', 'just before the non-existent hour'),
    ('2031-03-30 03:00', '2031-03-30 01:00Z', 'just after it'),
    ('2031-10-26 01:59', '2031-10-25 23:59Z', 'before the ambiguous hour'),
    ('2031-10-26 02:00', '2031-10-26 00:00Z', 'its start: the first pass'),
    ('2031-10-26 02:59:59', '2031-10-26 00:59:59Z', 'its end: the first pass'),
    ('2031-10-26 03:00', '2031-10-26 02:00Z', 'after both passes'),
    ('1999-12-31 23:59', '1999-12-31 22:59Z', 'long ago')
) as c (local, instant, what);
update maitred.restaurants
set timezone = 'Australia/Lord_Howe'
where id = maitred_test.id('restaurant');
select is(
    maitred.local_instant(maitred_test.id('restaurant'), '2031-04-06 01:45'), '2031-04-05 14:45Z'::timestamptz,
    'half an hour that comes twice'
);
select is(
    maitred_test.refusal(format(
        'select maitred.local_instant(%L, %L)', maitred_test.id('restaurant'), '2031-10-05 02:15'
    )) ->> 'sqlstate',
    'MD302', 'half an hour that does not exist'
);
update maitred.restaurants
set timezone = 'America/Santiago'
where id = maitred_test.id('restaurant');
select is(
    maitred_test.refusal(format(
        'select maitred.local_instant(%L, %L)', maitred_test.id('restaurant'), '2031-09-07 00:00'
    )) #>> '{detail,next}',
    '2031-09-07T01:00:00', 'a midnight that does not exist'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
