begin;

select plan(4);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T3}');
select maitred_test.seat('cid', '{T5}', 5);
savepoint strict;
set constraints all immediate;
set constraints all deferred;
drop index maitred.allocations_once_an_assignment;
set session_replication_role = replica;
-- one more at another time; one more that is right, where the first one is not
insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
select
    l.restaurant_id, l.table_id, tstzrange(upper(l.during), upper(l.during) + interval '1 hour'), l.kind,
    l.booking_id
from maitred.allocations as l
where l.booking_id = maitred_test.booking('ann');
update maitred.allocations set during = tstzrange(upper(during), upper(during) + interval '1 hour')
where booking_id = maitred_test.booking('bob');
insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
select
    l.restaurant_id, l.table_id, tstzrange(lower(l.during) - interval '2 hours', lower(l.during)), l.kind,
    l.booking_id
from maitred.allocations as l
where l.booking_id = maitred_test.booking('bob');
set session_replication_role = origin;
create temporary table right_ones on commit drop as
select l.* from maitred.allocations as l where lower(l.during) = maitred_test.at('19:00');

select set_eq(
    $$ select f.action, split_part(f.row_ref, ':', 1), f.before ->> 'booking_id'
    from maitred_test.repair() as f where f.row_ref not like 'bookings:%' $$,
    $$ values
    ('delete', 'allocations', maitred_test.booking('ann')::text),
    ('delete', 'allocations', maitred_test.booking('bob')::text) $$,
    'one of two goes'
);
select bag_eq('select * from maitred.allocations', 'select * from right_ones', 'the right ones are as they were');
select is_empty('select * from maitred.find_assignment_drift()', 'nothing is left');
rollback to strict;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
