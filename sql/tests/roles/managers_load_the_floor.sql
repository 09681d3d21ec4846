begin;
select plan(9);

set local role maitred_manager;
select lives_ok(
    $$ insert into maitred.restaurants (id, name, timezone) values (maitred_test.id('new'), 'New', 'Europe/Lisbon') $$,
    'a manager opens a restaurant'
);
select lives_ok(
    $$
    insert into maitred.zones (restaurant_id, id, name) values (maitred_test.id('new'), maitred_test.id('z'), 'Garden')
    $$,
    'with a zone'
);
select lives_ok(
    $$
    insert into maitred.table_inventory (restaurant_id, id, zone_id, name, capacity)
    select maitred_test.id('new'), maitred_test.id(t.name), maitred_test.id('z'), t.name, 4
    from unnest(array['A', 'B', 'C']) as t (name)
    $$,
    'tables'
);
select lives_ok(
    $$
    insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
    values (maitred_test.id('new'), maitred_test.id('A'), maitred_test.id('B'))
    $$,
    'and what stands beside what'
);
select lives_ok(
    $$
    update maitred.table_inventory set in_service = false
    where restaurant_id = maitred_test.id('new') and id = maitred_test.id('C')
    $$,
    'takes a table out of service'
);
select lives_ok(
    $$
    select maitred.block_tables(
        maitred_test.id('new'), maitred_test.tables(array['A']), maitred_test.at('19:00'), maitred_test.at('21:00')
    )
    $$,
    'blocks one'
);
select throws_ok(
    'update maitred.installation set suppress_emails = true', '42501', null, 'but decides nothing for all restaurants'
);
select throws_ok('delete from maitred.bookings', '42501', null, 'and deletes no bookings');
reset role;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
