begin;

select plan(6);
select maitred_test.open_restaurant();
select throws_ok(
    $$ select maitred.repair_assignment_drift('{nonsense}') $$, '22023',
    'p_kinds is "nonsense", it must name kinds of maitred.drift_catalogue, or be null for all', 'an unknown kind'
);
select throws_ok(
    $$ select maitred.repair_assignment_drift(array[null]::text[]) $$, '22023', null, 'a kind that is null'
);
select throws_ok(
    $$ select maitred.repair_assignment_drift(p_restaurant_id => maitred_test.id('nobody')) $$, 'MD105', null,
    'an unknown restaurant'
);
select throws_ok(
    $$ select maitred.repair_assignment_drift(p_dry_run => null) $$, '22023', null, 'neither dry nor not'
);
select throws_ok(
    $$ select maitred.repair_assignment_drift(p_dry_run => false) $$, '22023',
    'p_restaurant_id is null, it must be the id of a restaurant: each is repaired in a transaction of its own',
    'a repair of all restaurants at once'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
