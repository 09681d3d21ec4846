begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.book('before', 2, maitred_test.at('17:00'));
select maitred_test.book('after', 2, maitred_test.at('21:00'));
select maitred_test.book('overlapping', 2, maitred_test.at('20:59'));

select is(maitred_test.assign('before', '{T1}'), 'T1', 'a booking may end when the next begins');
select is(maitred_test.assign('after', '{T1}'), 'T1', 'and begin when the last ends');
select throws_ok(
    $$select maitred_test.assign('overlapping', '{T1}')$$, 'MD201', null, 'a minute earlier it is taken'
);

update maitred.restaurants set buffer_after = '15 min' where id = maitred_test.id('restaurant');
select maitred_test.seat('dora', '{T2}');
select maitred_test.book('early', 2, maitred_test.at('21:14'));
select maitred_test.book('later', 2, maitred_test.at('21:15'));
select throws_ok($$select maitred_test.assign('early', '{T2}')$$, 'MD201', null, 'the buffer is taken too');
select is(maitred_test.assign('later', '{T2}'), 'T2', 'not a minute longer');
select is(
    (
        select row(a.start_at, a.end_at, l.during)::text
        from maitred.booking_table_assignments as a
        inner join maitred.allocations as l on l.booking_id = a.booking_id and l.table_id = a.table_id
        where a.booking_id = maitred_test.booking('dora')
    ),
    row(
        maitred_test.at('19:00'),
        maitred_test.at('21:00'),
        tstzrange(maitred_test.at('19:00'), maitred_test.at('21:15'))
    )::text,
    'the assignment keeps the window itself'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
