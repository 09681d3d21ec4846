begin;
select plan(2);

select maitred_test.open_restaurant();
insert into maitred.service_periods (
    restaurant_id, name, weekday, opens, closes,
    max_arriving_parties, max_arriving_covers, max_covers_present, max_online_parties, max_online_covers
)
values (maitred_test.id('restaurant'), 'dinner', 6, '18:00', '23:00', 1, 4, 5, 0, 3);
select maitred_test.seat('anna', array['T1'], 2, maitred_test.at('19:05'));
select maitred_test.book('bert', 4, maitred_test.at('19:10'));
update maitred.bookings set source = 'guest' where id = maitred_test.booking('bert');

select results_eq(
    $$
        select c.message
        from maitred.check_table_assignment(maitred_test.booking('bert'), maitred_test.tables(array['T8'])) as c
        where c.rule = 'pacing'
        order by c.detail ->> 'limit'
    $$,
    array[
        '6 guests would arrive in that quarter of an hour, the service takes at most 4',
        '2 parties would arrive in that quarter of an hour, the service takes at most 1',
        '6 guests would be present at once, the service takes at most 5',
        '4 guests who booked online would arrive in that quarter of an hour, the service takes at most 3',
        '1 parties that booked online would arrive in that quarter of an hour, the service takes at most 0'
    ],
    'not the names of columns'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
