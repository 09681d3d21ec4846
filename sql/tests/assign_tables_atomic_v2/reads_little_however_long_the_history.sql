begin;
select plan(7);

select maitred_test.open_restaurant();
select maitred_test.book('anna');

-- Forty restaurants of eight tables, and T1 had four hundred parties: PostgreSQL, which takes a table and its
-- restaurant for independent, believes that a table of a restaurant is rare.
set local session_replication_role = replica;
create temporary table made on commit drop as
select
    md5('restaurant ' || h)::uuid as restaurant_id, md5(format('table %s %s', h, t))::uuid as table_id,
    gen_random_uuid() as id, timestamptz '2029-01-01' + n * interval '2 hours' as start_at
from generate_series(1, 40) as h, generate_series(1, 8) as t, generate_series(1, 10) as n
union all
select
    maitred_test.id('restaurant'), maitred_test.id('T1'),
    gen_random_uuid(), timestamptz '2029-01-01' + n * interval '2 hours'
from generate_series(1, 400) as n;
insert into maitred.booking_table_assignments (restaurant_id, booking_id, table_id, start_at, end_at, assigned_at)
select m.restaurant_id, m.id, m.table_id, m.start_at, m.start_at + interval '2 hours', now() from made as m;
insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
select m.restaurant_id, m.table_id, tstzrange(m.start_at, m.start_at + interval '2 hours'), 'assignment', m.id
from made as m;
set local session_replication_role = origin;
analyze maitred.booking_table_assignments, maitred.allocations, maitred.table_inventory, maitred.bookings;

create function pg_temp.rows_read(p_table regclass)
returns bigint
language sql
as $$
    select coalesce(s.seq_tup_read, 0) + coalesce(s.idx_tup_fetch, 0)
    from pg_stat_xact_user_tables as s where s.relid = p_table
$$;
create temporary table before as
select t.name, pg_temp.rows_read(t.name) as so_far
from (values ('maitred.booking_table_assignments'::regclass), ('maitred.allocations')) as t (name);

select is(maitred_test.assign('anna', '{T1}'), 'T1', 'a table with a long history is assigned');
set constraints all immediate;
set constraints all deferred;
select isnt_empty(
    $$ select maitred.unassign_tables_atomic(p_booking_id => maitred_test.booking('anna')) $$, 'and released'
);
set constraints all immediate;
set constraints all deferred;
create temporary table work as
select s.id, s.status
from maitred.propose_manual_assignment(
    p_booking_id => maitred_test.booking('anna'), p_table_ids => maitred_test.tables('{T1}'),
    p_user_id => maitred_test.id('olga')
) as s;
select is((select w.status from work as w), 'HELD', 'held');
select is(
    (select s.status from work as w, maitred.confirm_manual_assignment(w.id, maitred_test.id('olga')) as s),
    'CONFIRMED', 'and confirmed'
);
set constraints all immediate;
select cmp_ok(
    pg_temp.rows_read(b.name) - b.so_far, '<', 100::bigint, format('reading few rows of %s, guards and all', b.name)
) from before as b;

set local session_replication_role = replica;
delete from maitred.allocations as l using made as m where l.booking_id = m.id;
delete from maitred.booking_table_assignments as a using made as m where a.booking_id = m.id;
set local session_replication_role = origin;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
