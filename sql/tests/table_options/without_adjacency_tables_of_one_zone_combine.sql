begin;
select plan(4);

select maitred_test.open_restaurant();
update maitred.restaurants set require_adjacency = false where id = maitred_test.id('restaurant');
select is(
    (select count(*)::int from maitred_internal.table_options as o where cardinality(o.table_ids) = 2), 11,
    'ten pairs of the five movable tables in the hall and one on the terrace'
);
select is(
    (select count(*)::int from maitred_internal.table_options as o where cardinality(o.table_ids) = 3),
    10,
    'and ten threes'
);

insert into maitred.table_inventory (restaurant_id, zone_id, name, capacity)
select maitred_test.id('restaurant'), maitred_test.id('hall'), 'more ' || n, 2 from generate_series(1, 80) as g (n);
select is(
    (select max(cardinality(o.table_ids)) from maitred_internal.table_options as o), 2,
    'sizes beyond 3,000 sets of one table less are left out'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
