begin;
select plan(8);

select maitred_test.open_restaurant();
select maitred_test.seat('ten', array['T2', 'T3', 'T4'], 10);
select maitred_test.book('eight', 8);
select
    maitred.block_tables(
        maitred_test.id('restaurant'), maitred_test.tables(array['T6']), maitred_test.at('18:00'),
        maitred_test.at('20:00')
    );
create function pg_temp.explained(p_name text)
returns table (tables text, rule text, blocked_by text, blocker_id uuid)
language sql
as $$
    select
        array_to_string(
            array(select t.name from maitred.table_inventory as t where t.id = any(e.table_ids) order by t.name), ' '
        ),
        e.rule, e.blocked_by, e.blocker_id
    from maitred.explain_unassigned_booking(maitred_test.booking(p_name)) as e;
$$;

select set_eq(
    $$ select tables, rule, blocked_by from pg_temp.explained('eight') $$,
    $$ values ('T6', 'free', 'block'), ('T3 T4', 'free', 'assignment'), ('T1 T2 T3', 'free', 'assignment') $$,
    'what has enough seats, and what takes it'
);
select is(
    (select distinct blocker_id from pg_temp.explained('eight') where blocked_by = 'assignment'),
    maitred_test.booking('ten'),
    'down to the booking'
);
update maitred.table_inventory set in_service = false where id = maitred_test.id('T6');
select set_has(
    $$ select tables, rule from pg_temp.explained('eight') $$, $$ values ('T6', 'in_service'), ('T6', 'free') $$,
    'a table out of service is told of too'
);
select maitred_test.book('two', 2);
select set_has(
    $$ select tables, rule from pg_temp.explained('two') $$, $$ values ('T5', 'min_party'), ('T1', null::text) $$,
    'a rule that forbids it, and nothing where nothing does'
);
insert into maitred.service_exceptions (restaurant_id, service_date) values (
    maitred_test.id('restaurant'), '2031-06-07'
);
select is(
    (select count(*) filter (where rule = 'inside_service') from pg_temp.explained('two')),
    (select count(distinct tables) from pg_temp.explained('two')), 'a closed restaurant is in the way everywhere'
);
select throws_ok($$ select * from maitred.explain_unassigned_booking(gen_random_uuid()) $$, 'MD101');
select throws_ok($$ select * from maitred.explain_unassigned_booking(null) $$, '22023');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
