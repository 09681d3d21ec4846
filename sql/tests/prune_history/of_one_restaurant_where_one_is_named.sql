begin;

select plan(6);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');
select maitred.cancel_booking(maitred_test.book(b.name, 2, now() - interval '1 year', p_restaurant => b.restaurant))
from (values ('anna', 'restaurant'), ('otto', 'other')) as b (name, restaurant);
update maitred.bookings set updated_at = end_at;
insert into maitred.table_blocks (restaurant_id, table_id, start_at, end_at, created_at)
select t.restaurant_id, t.id, now() - interval '1 year', now() - interval '360 days', now() - interval '1 year'
from maitred.table_inventory as t
where t.name = 'T1';
insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
select k.restaurant_id, k.table_id, tstzrange(k.start_at, k.end_at), k.start_at from maitred.table_blocks as k;
insert into maitred.repair_log (restaurant_id, repair_id, kind, relation, row_ref, action, before, repaired_at)
select r.id, gen_random_uuid(), 'x', 'x', 'x', 'delete', '{}', now() - interval '1 year' from maitred.restaurants as r;

create function pg_temp.pruned(p_restaurant text) returns text language sql as $$
    select string_agg(format('%s %s', p.relation, p.rows), ', ' order by p.relation)
    from maitred.prune_history('6 months', maitred_test.id(p_restaurant)) as p
    where p.relation in ('bookings', 'table_blocks', 'freed_time', 'repair_log')
$$;
select is(
    pg_temp.pruned('other'), 'bookings 1, freed_time 1, repair_log 1, table_blocks 1', 'the history of that restaurant'
);
select is(
    (select array_agg(b.restaurant_id) from maitred.bookings as b), array[maitred_test.id('restaurant')], 'and no other'
);
select is(pg_temp.pruned('other'), 'bookings 0, freed_time 0, repair_log 0, table_blocks 0', 'nothing is left of it');
select is(
    pg_temp.pruned(null), 'bookings 1, freed_time 1, repair_log 1, table_blocks 1', 'without a name, every one'
);
select throws_ok(
    $$ select maitred.prune_history('6 months', maitred_test.id('nobody')) $$, 'MD105', null, 'an unknown restaurant'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
