begin;
select plan(8);

select maitred_test.open_restaurant();
insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
values (maitred_test.id('restaurant'), 'dinner', 6, '18:00', '01:00'),
(maitred_test.id('restaurant'), 'brunch', 7, '00:30', '02:00');
insert into maitred.turn_times (
    restaurant_id, max_party, duration
) values (maitred_test.id('restaurant'), 20, '2 hours');
create function pg_temp.times(p_party_size int, p_step interval, p_date date default '2031-06-07')
returns text
language sql
as $$
    select string_agg(to_char(s.start_at at time zone 'Europe/Paris', 'HH24:MI'), ' ' order by s.start_at)
    from maitred.find_available_slots(maitred_test.id('restaurant'), p_date, p_party_size, p_step) as s;
$$;

select
    is(
        pg_temp.times(8, '1 hour'),
        '18:00 19:00 20:00 21:00 22:00 23:00 00:00',
        'every start inside the service, past midnight too'
    );
select maitred_test.seat('eight', array['T6'], 8, maitred_test.at('20:00'), maitred_test.at('22:00'));
select maitred_test.seat('pair', array['T3', 'T4'], 8, maitred_test.at('21:00'), maitred_test.at('23:00'));
select
    maitred.block_tables(
        maitred_test.id('restaurant'), maitred_test.tables(array['T2']), maitred_test.at('18:00'),
        maitred_test.at('23:00')
    );
select is(pg_temp.times(8, '1 hour'), '18:00 19:00 22:00 23:00 00:00', 'not while all that seats eight is taken');
select results_eq(
    $$ select s.options, s.best_table_ids, s.end_at
        from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', 8, '24 hours') as s $$,
    $$ select 2, array[maitred_test.id('T6')], maitred_test.at('20:00') $$,
    'with the best of the arrangements and the end by the turn time'
);
select is(pg_temp.times(15, '1 hour'), null, 'nothing for a party that no arrangement seats');
select is(pg_temp.times(2, '1 hour', '2031-06-09'), null, 'nothing on a day without service');
select is(pg_temp.times(2, '30 minutes', '2031-06-08'), '00:30 01:00 01:30', 'each date lists what begins on it');
insert into maitred.service_exceptions (restaurant_id, service_date, name, opens, closes)
values (maitred_test.id('restaurant'), '2031-06-07', 'fair', '12:00', '14:00');
select is(pg_temp.times(2, '1 hour'), '12:00 13:00', 'exceptions replace the hours');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
