begin;
select plan(4);

select maitred_test.open_restaurant();

-- As after a restore: two thousand bookings to come, of which PostgreSQL knows nothing yet.
set local session_replication_role = replica;
create temporary table made on commit drop as
select
    maitred_test.id('restaurant') as restaurant_id, maitred_test.id('T1') as table_id,
    gen_random_uuid() as id, maitred_test.at('19:00', n) as start_at
from generate_series(1, 2000) as n;
insert into maitred.bookings (
    restaurant_id, id, reference, party_size, start_at, end_at, status, guest_name, locale, source, created_at,
    updated_at
)
select m.restaurant_id, m.id, maitred_internal.draw_reference(12), 2, m.start_at, m.start_at + interval '2 hours',
    'confirmed', 'Guest', 'en', 'import',
    now() - interval '2 days', now() - interval '1 day'
from made as m;
insert into maitred.booking_table_assignments (restaurant_id, booking_id, table_id, start_at, end_at, assigned_at)
select m.restaurant_id, m.id, m.table_id, m.start_at, m.start_at + interval '2 hours', now() from made as m;
insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
select m.restaurant_id, m.table_id, tstzrange(m.start_at, m.start_at + interval '2 hours'), 'assignment', m.id
from made as m;
set local session_replication_role = origin;
select is_empty(
    $$ select * from pg_stats where schemaname = 'maitred' and tablename in ('bookings', 'allocations') $$,
    'nothing was analyzed'
);

create function pg_temp.rows_read()
returns numeric
language sql
as $$
    select sum(coalesce(s.seq_tup_read, 0) + coalesce(s.idx_tup_fetch, 0))
    from pg_stat_xact_user_tables as s where s.schemaname in ('maitred', 'maitred_internal')
$$;
create temporary table counted as select pg_temp.rows_read() as so_far;
set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select is_empty(
    format('select * from maitred.find_assignment_drift(%L)', maitred_test.id('restaurant')),
    'no drift in the restaurant'
);
select cmp_ok(
    pg_temp.rows_read() - c.so_far, '<', 150 * 2000::numeric, 'each row is read some times, and not once for each other'
) from counted as c;

select * from finish();
rollback;
