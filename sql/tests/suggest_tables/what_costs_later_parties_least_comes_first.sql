begin;
select plan(11);

select maitred_test.open_restaurant();
create function pg_temp.suggested(p_name text, p_limit int default 5)
returns setof text
language sql
as $$
    select array_to_string(array(
        select t.name from maitred.table_inventory as t where t.id = any(s.table_ids) order by t.name
    ), ' ')
    from maitred.suggest_tables(maitred_test.booking(p_name), p_limit) as s
    order by s.rank;
$$;

create function pg_temp.part(p_name text, p_tables text, p_part text)
returns numeric
language sql
as $$
    select (s.reasons ->> p_part)::numeric
    from maitred.suggest_tables(maitred_test.booking(p_name), 1000) as s
    where s.table_ids @> maitred_test.tables(string_to_array(p_tables, ' '))
        and s.table_ids <@ maitred_test.tables(string_to_array(p_tables, ' '));
$$;

select maitred_test.book('five', 5);
select results_eq(
    $$ select pg_temp.suggested('five', 1000) $$,
    $$ values ('T5'), ('T7 T8'), ('T6'), ('T2 T3'), ('T3 T4') $$,
    'all five arrangements, none around a smaller one: the table of six before any that take more'
);
select results_eq(
    $$ select score, (reasons ->> 'spare_seat_minutes')::numeric, (reasons ->> 'gap_seat_minutes')::numeric
        from maitred.suggest_tables(maitred_test.booking('five'), 1) $$,
    $$ values (2280.0, 120.0, 2160.0) $$,
    'a spare seat for two hours, and free time of six seats cut twice, at two shortest stays of 90 minutes a seat'
);
select is(
    pg_temp.part('five', 'T7 T8', 'neighbour_seat_minutes'), 720.0, 'tables pushed together cannot be pushed to others'
);
select is(pg_temp.part('five', 'T6', 'neighbour_seat_minutes'), 0.0, 'nothing can be pushed to a fixed table');

select maitred_test.seat('before', array['T3'], 4, maitred_test.at('17:15'), maitred_test.at('18:15'));
select maitred_test.seat('after', array['T4'], 4, maitred_test.at('21:30'), maitred_test.at('23:00'));
select maitred_test.book('four', 4);
select results_eq(
    $$ select pg_temp.part('four', 'T8', 'gap_seat_minutes'), pg_temp.part('four', 'T4', 'gap_seat_minutes'),
        pg_temp.part('four', 'T3', 'gap_seat_minutes') $$,
    $$ values (1440.0, 1800.0, 1980.0) $$,
    'gaps of 30 and 45 minutes at a table of four, too short for anybody, count thrice on top, before and after'
);
select maitred_test.book('two');
update maitred.restaurants set block_spare_seats = true, max_spare_seats = 0 where id = maitred_test.id('restaurant');
select
    is(
        (select count(*)::int from pg_temp.suggested('two', 1000)), 3,
            'a restaurant that blocks spare seats is offered none'
    );
update maitred.restaurants set block_spare_seats = false;
select is(
    (
        select s.reasons -> 'warnings'
        from maitred.suggest_tables(maitred_test.booking('two'), 1000) as s
        where s.capacity = 8
    ),
    '["spare_seats"]', 'a warning is told'
);

select maitred_test.seat('beside', array['T7'], 2, maitred_test.at('20:00'), maitred_test.at('23:00'));
select maitred_test.seat('close', array['T8'], 4, maitred_test.at('21:00'), maitred_test.at('23:00'));
select results_eq(
    $$ select pg_temp.part('four', 'T8', 'gap_seat_minutes'), pg_temp.part('four', 'T8', 'neighbour_seat_minutes') $$,
    $$ values (720.0, 120.0) $$,
    'no gap costs nothing, and a neighbour only while it is free'
);

update maitred.restaurants set require_adjacency = false where id = maitred_test.id('restaurant');
select is(
    pg_temp.part('four', 'T8', 'neighbour_seat_minutes'), 0.0,
    'nor where tables need not stand together, so that others do as well'
);

insert into maitred.service_exceptions (restaurant_id, service_date) values (
    maitred_test.id('restaurant'), '2031-06-07'
);
select is_empty($$ select pg_temp.suggested('two') $$, 'nothing while the restaurant is closed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
