begin;
select plan(7);
select maitred_test.open_restaurant();
select maitred_test.seat('a', array['T1']);

set local role maitred_reader;
select isnt_empty('select * from maitred.bookings', 'a reader reads bookings');
select isnt_empty('select * from maitred.allocations', 'tables taken');
select lives_ok('select * from maitred.manual_assignment_board', 'views, which ask with the reader''s own rights');
select isnt_empty('select * from maitred.observability_events', 'and events');
select throws_ok('insert into maitred.zones (restaurant_id, name) values (gen_random_uuid(), ''x'')', '42501');
select throws_ok($$ select maitred.cancel_booking(maitred_test.booking('a')) $$, '42501');
reset role;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
