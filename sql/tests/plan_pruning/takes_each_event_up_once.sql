begin;
select plan(3);

select maitred_test.open_restaurant();

-- Memory for few of them: what does not fit must not be gone through again for each event.
set local work_mem = '64kB';
set local session_replication_role = replica;
create temporary table made on commit drop as
select maitred_test.id('restaurant') as restaurant_id, gen_random_uuid() as id, now() - interval '800 days' as at
from generate_series(1, 40000) as n;
insert into maitred.bookings (
    restaurant_id, id, reference, party_size, start_at, end_at, status, guest_name, locale, source, created_at,
    updated_at
)
select
    m.restaurant_id, m.id, maitred_internal.draw_reference(12), 2, m.at, m.at + interval '2 hours', 'cancelled',
    'Guest', 'en', 'import',
    m.at - interval '2 days', m.at - interval '1 day'
from made as m;
insert into maitred.observability_events (restaurant_id, booking_id, name, occurred_at)
select m.restaurant_id, m.id, 'booking.created', m.at from made as m;
set local session_replication_role = origin;
analyze maitred.bookings, maitred.observability_events, maitred.allocations;

set local statement_timeout = '10 s';
select results_eq(
    $$
        select p.relation, p.rows from maitred.plan_pruning('1 year') as p
        where p.relation in ('bookings', 'observability_events') order by p.relation
    $$,
    $$ values ('bookings', 40000::bigint), ('observability_events', 40000::bigint) $$,
    'what would go is counted in no time'
);
set local statement_timeout = 0;

insert into maitred.observability_events (restaurant_id, booking_id, name, occurred_at)
values (maitred_test.id('restaurant'), maitred_test.id('nobody'), 'booking.created', now() - interval '800 days');
select is(
    (select p.rows from maitred.plan_pruning('1 year') as p where p.relation = 'observability_events'), 40001::bigint,
    'events of bookings that are gone are counted as well'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
