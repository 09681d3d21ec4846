begin;

select plan(4);
select maitred_test.open_restaurant();
update maitred.restaurants set require_adjacency = false;
select maitred_test.seat('ann', '{T1,T4}', 6);

select is_empty(
    'select * from maitred.find_unwise_assignments()',
    'tables that are no neighbours are no advice in a restaurant that needs no neighbours'
);

update maitred.restaurants set require_adjacency = true;
select results_eq(
    'select f.advice, f.booking_id from maitred.find_unwise_assignments() as f',
    format('values (%L, %L::uuid)', 'not_connected', maitred_test.booking('ann')),
    'but are once it needs them'
);

set session_replication_role = replica;
update maitred.bookings set start_at = now() - interval '1 hour', end_at = clock_timestamp();
set session_replication_role = origin;
select is_empty(
    'select * from maitred.find_unwise_assignments()', 'what ended since this transaction began is over'
);
set session_replication_role = replica;
update maitred.bookings set start_at = maitred_test.at('19:00'), end_at = maitred_test.at('21:00');
set session_replication_role = origin;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
