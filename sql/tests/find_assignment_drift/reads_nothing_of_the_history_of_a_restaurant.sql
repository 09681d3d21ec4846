begin;
select plan(9);

select maitred_test.open_restaurant();
select maitred_test.seat('anna', '{T1}');
select maitred_test.seat('bert', '{T2}');

-- Four thousand parties came and went, each with an email and what happened to it.
set local session_replication_role = replica;
create temporary table made on commit drop as
select
    maitred_test.id('restaurant') as restaurant_id, maitred_test.id('T1') as table_id,
    gen_random_uuid() as id, now() - interval '10 days' - n * interval '3 hours' as start_at
from generate_series(10, 4009) as n;
insert into maitred.bookings (
    restaurant_id, id, reference, party_size, start_at, end_at, status, guest_name, locale, source, created_at,
    updated_at
)
select
    m.restaurant_id, m.id, maitred_internal.draw_reference(12), 2, m.start_at, m.start_at + interval '2 hours',
    'completed', 'Guest', 'en', 'import',
    now() - interval '2 days', now() - interval '1 day'
from made as m;
insert into maitred.booking_table_assignments (restaurant_id, booking_id, table_id, start_at, end_at, assigned_at)
select m.restaurant_id, m.id, m.table_id, m.start_at, m.start_at + interval '2 hours', now() from made as m;
insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
select m.restaurant_id, m.id, 'booking.status_changed', '{"from": "seated", "to": "completed"}', m.start_at
from made as m;
insert into maitred_internal.outbox_keys (restaurant_id, booking_id, kind, cycle, written_at)
select m.restaurant_id, m.id, 'booking_confirmed', 'first', m.start_at from made as m;
insert into maitred_internal.outbox_contents (
    email_id, written_at, expires_at, restaurant_id, booking_id, kind, recipient, locale, payload, message_id
)
select k.email_id, k.written_at, now(), k.restaurant_id, k.booking_id, k.kind, 'a@example.org', 'en', '{}', 'x'
from maitred_internal.outbox_keys as k
inner join made as m on k.booking_id = m.id;
insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
select k.email_id, 1, 'sent', k.written_at, nextval('maitred_internal.outbox_claim_tokens')
from maitred_internal.outbox_keys as k
inner join made as m on k.booking_id = m.id;
set local session_replication_role = origin;
analyze maitred.bookings, maitred.booking_table_assignments, maitred.allocations, maitred.observability_events,
maitred_internal.outbox_keys, maitred_internal.outbox_contents, maitred_internal.outbox_attempts;

-- Rows read of a table and its partitions in this transaction.
create function pg_temp.rows_read(p_tables regclass [])
returns numeric
language sql
as $$
    select sum(coalesce(s.seq_tup_read, 0) + coalesce(s.idx_tup_fetch, 0))
    from unnest(p_tables) as t (name)
    cross join lateral (select t.name as relid union select p.relid from pg_partition_tree(t.name) as p) as p
    inner join pg_stat_xact_user_tables as s on s.relid = p.relid
$$;
create function pg_temp.rows_read_by(p_query text, p_tables regclass [])
returns numeric
language plpgsql
as $$
declare
    v_before constant numeric := pg_temp.rows_read(p_tables);
begin
    execute p_query;
    return pg_temp.rows_read(p_tables) - v_before;
end;
$$;

select cmp_ok(
    pg_temp.rows_read_by(
        format('select maitred.%s', q.call),
        -- Not outbox_attempts: who asks for a day reads a month, and these months have no partitions of their own.
        array['maitred.bookings', 'maitred.booking_table_assignments', 'maitred.observability_events',
            'maitred_internal.outbox_keys', 'maitred_internal.outbox_contents']
    ),
    '<', 800::numeric, q.says
)
from (
    values
    (format('find_assignment_drift(%L)', maitred_test.id('restaurant')), 'the oracle of a restaurant reads few rows'),
    (format('explain_booking(%L)', maitred_test.booking('anna')), 'so does the page of a booking'),
    (format('explain_booking(%L)', (select min(m.id::text) from made as m)::uuid), 'of one of long ago, too'),
    (format('list_emails(p_restaurant_id => %L)', maitred_test.id('restaurant')), 'and the list of emails')
) as q (call, says);

-- What takes time is evaluated, however long ago it was.
savepoint sane;
set local session_replication_role = replica;
update maitred.bookings set start_at = start_at - interval '40 years', end_at = end_at - interval '40 years'
where id = maitred_test.booking('anna');
select set_eq(
    format('select f.kind from maitred.find_assignment_drift(%L) as f', maitred_test.id('restaurant')),
    'select f.kind from maitred.find_assignment_drift() as f',
    'old bookings that still take time are evaluated as all others are'
);
rollback to sane;

-- And of all restaurants, everything is.
set local session_replication_role = replica;
update maitred.booking_table_assignments set end_at = end_at + interval '1 hour'
where booking_id = (select min(m.id::text) from made as m)::uuid;
select is_empty(
    format('select * from maitred.find_assignment_drift(%L)', maitred_test.id('restaurant')),
    'history is not evaluated when one restaurant is'
);
select set_eq(
    'select f.kind from maitred.find_assignment_drift() as f', array['assignment_window_differs'],
    'it is when all are'
);
select set_eq(
    format(
        'select r.kind from maitred.repair_assignment_drift(p_restaurant_id => %L) as r', maitred_test.id('restaurant')
    ),
    array['assignment_window_differs'], 'and repaired'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
