begin;
select plan(8);

select maitred_test.open_house();
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

select maitred_test.book('five', 5);
select results_eq(
    $$ select capacity, score from maitred.suggest_tables(maitred_test.booking('five')) $$,
    $$ values (6, 120.0), (6, 120.0), (6, 120.0), (8, 360.0), (8, 360.0) $$,
    'a spare seat for two hours wastes 120 seat-minutes, and fewer tables come first'
);
select is((select s from pg_temp.suggested('five', 1) as s), 'T5', 'one table before two with as many seats');
select
    is(
        (select count(*)::int from pg_temp.suggested('five', 1000)),
        5,
        'all five arrangements, none around a smaller one'
    );

select maitred_test.seat('before', array['T3'], 4, maitred_test.at('17:15'), maitred_test.at('18:15'));
select maitred_test.seat('after', array['T4'], 4, maitred_test.at('21:30'), maitred_test.at('23:00'));
select maitred_test.book('four', 4);
select results_eq(
    $$ select reasons ->> 'spare_seat_minutes', reasons ->> 'gap_seat_minutes', score
        from maitred.suggest_tables(maitred_test.booking('four'), 4) $$,
    $$ values ('0.0', '0.0', 0.0), ('0.0', '0.0', 0.0), ('0.0', '120.0', 120.0), ('0.0', '180.0', 180.0) $$,
    'gaps of 30 and 45 minutes at a table of four, too short for anybody, count before and after'
);

select maitred_test.book('two');
update maitred.restaurants set block_spare_seats = true, max_spare_seats = 0 where id = maitred_test.id('house');
select
    is(
        (select count(*)::int from pg_temp.suggested('two', 1000)), 3, 'a house that blocks spare seats is offered none'
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

insert into maitred.service_exceptions (restaurant_id, service_date) values (maitred_test.id('house'), '2031-06-07');
select is_empty($$ select pg_temp.suggested('two') $$, 'nothing while the house is closed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
