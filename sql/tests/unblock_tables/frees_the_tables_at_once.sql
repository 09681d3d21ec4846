begin;

select plan(11);
select maitred_test.open_restaurant();

select maitred_test.open_restaurant('other');
update maitred.restaurants
set auto_assign_on_booking = true
where id = maitred_test.id('restaurant');
create temporary table blocks as
select b.*
from unnest(array['restaurant', 'other']) as h (name),
    maitred.block_tables(
        p_restaurant_id => maitred_test.id(h.name),
        p_table_ids => array(
            select t.id from maitred.table_inventory as t
            where t.restaurant_id = maitred_test.id(h.name) and t.name in ('T1', 'T2')
        ),
        p_start_at => maitred_test.at('18:00'), p_end_at => maitred_test.at('20:00')
    ) as b;
select maitred_test.book('anna');

select throws_ok($$select maitred_test.assign('anna', '{T1}')$$, 'MD201', null, 'blocked');
select bag_eq(
    $$select maitred.unblock_tables((
        select array_agg(b.id) || gen_random_uuid() from blocks as b
        where b.table_id <> maitred_test.id('T2')
    ))$$,
    $$select b.id from blocks as b where b.table_id <> maitred_test.id('T2')$$,
    'returns those it ended, of both restaurants; an unknown one is no error'
);
select is(
    (select array_agg(b.table_id) from maitred.table_blocks as b), array[maitred_test.id('T2')], 'the others stay'
);
select lives_ok($$select maitred_test.assign('anna', '{T1}')$$, 'the table can be had again');
select is_empty(
    $$select maitred.unblock_tables(
        (select array_agg(b.id) from blocks as b where b.table_id <> maitred_test.id('T2'))
    )$$,
    'again: none ended, no error'
);
select is(
    (
        select count(*)::int from maitred.observability_events as e
        where e.name = 'tables.unblocked'
    ),
    2,
    'one event per restaurant'
);
select isnt_empty(
    $$select * from maitred_internal.freed_time where table_id = maitred_test.id('T1')$$,
    'the time is noted for bookings that wait'
);
select throws_ok('select maitred.unblock_tables(null)', '22023', null, 'null ids');
select throws_ok($$select maitred.unblock_tables('{}')$$, '22023', null, 'no ids');
select throws_ok('select maitred.unblock_tables(array[null::uuid])', '22023', null, 'a null among them');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
