-- What the benchmarks stand on: 50 restaurants of 40 tables, one busy restaurant of 40, one of 60 tables with a full
-- day, and one of 40 whose services are paced. Restaurant r, table k and booking n have ids that a client can
-- compute, spread like random ones.
create schema bench;

create table bench.floor (
    restaurant_id uuid not null,
    table_id uuid not null,
    during tstzrange not null,
    exclude using gist (restaurant_id with =, table_id with =, during with &&)
);

create function bench.restaurant_of(p_table bigint)
returns uuid
language sql
immutable
as $$
    select md5(
        'restaurant ' || case when p_table < 2040 then p_table / 40 when p_table < 2100 then 51 else 52 end
    )::uuid
$$;

insert into maitred.restaurants (id, name, timezone, auto_assign_on_booking)
select md5('restaurant ' || r)::uuid, 'Restaurant ' || r, 'Europe/Paris', false
from generate_series(0, 52) as r;

insert into maitred.zones (restaurant_id, id, name)
select md5('restaurant ' || r)::uuid, md5('zone ' || r)::uuid, 'Hall'
from generate_series(0, 52) as r;

insert into maitred.table_inventory (restaurant_id, id, zone_id, name, capacity)
select z.restaurant_id, md5('table ' || k)::uuid, z.id, 'T' || k, 2 + 2 * (k % 2)
from generate_series(0, 2139) as k inner join maitred.zones as z on z.restaurant_id = bench.restaurant_of(k);

insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
select bench.restaurant_of(k), md5('table ' || k)::uuid, md5('table ' || (k + 1))::uuid
from generate_series(0, 2138) as k
where bench.restaurant_of(k) = bench.restaurant_of(k + 1);

insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
select md5('restaurant ' || r)::uuid, s.name, d, s.opens, s.closes
from generate_series(0, 52) as r, generate_series(1, 7) as d,
    (values ('Day', time '06:00', time '18:00'), ('Night', '18:00', '06:00')) as s (name, opens, closes);

-- Limits that nothing in the benchmark reaches: what is measured is the counting.
update maitred.service_periods
set max_arriving_covers = 100000, max_covers_present = 100000
where restaurant_id = bench.restaurant_of(2100);

insert into maitred.turn_times (restaurant_id, max_party, duration)
select md5('restaurant ' || r)::uuid, t.max_party, t.duration
from generate_series(0, 52) as r,
    (values (2, interval '90 min'), (4, '105 min'), (8, '120 min')) as t (max_party, duration);

-- Bookings p_from .. p_from + p_count - 1, each of which fits its own table and slot.
create procedure bench.make_bookings(
    p_from bigint, p_count bigint, p_tables int, p_first_table int, p_email text, p_apart interval, p_status text
)
language sql
as $$
    with made as (
        insert into maitred.bookings (
            restaurant_id, id, party_size, start_at, end_at, status, guest_name, guest_email, locale, source,
            staff_decides, created_at, updated_at
    )
        select
            bench.restaurant_of(p_first_table + n % p_tables), md5('booking ' || n)::uuid, 2,
            timestamptz '2031-01-01 06:00+00' + (n % 1000000000 / p_tables) * p_apart,
            timestamptz '2031-01-01 08:00+00' + (n % 1000000000 / p_tables) * p_apart,
            p_status::maitred.booking_status, 'Guest ' || n, p_email, 'en', 'import', p_status = 'pending',
            now() - interval '1 hour', now() - interval '1 hour'
        from generate_series(p_from, p_from + p_count - 1) as n
        returning *
    )
    insert into maitred_internal.assignment_jobs (restaurant_id, booking_id, run_at, created_at)
    select m.restaurant_id, m.id, m.start_at, m.created_at from made as m where m.staff_decides
$$;

-- The same, with a table each: what 200,000 calls would leave, without making them.
create procedure bench.make_assignments(p_from bigint, p_count bigint, p_tables int, p_first_table int)
language plpgsql
as $$
begin
    call bench.make_bookings(p_from, p_count, p_tables, p_first_table, null, interval '2 hours', 'confirmed');

    create temporary table made on commit drop as
    select b.restaurant_id, b.id, b.start_at, b.end_at,
        md5('table ' || (p_first_table + n % p_tables))::uuid as table_id
    from generate_series(p_from, p_from + p_count - 1) as n
    inner join maitred.bookings as b on b.id = md5('booking ' || n)::uuid;

    insert into maitred.booking_table_assignments (
        restaurant_id, booking_id, table_id, start_at, end_at, assigned_at, pinned
    )
    select m.restaurant_id, m.id, m.table_id, m.start_at, m.end_at, now(), true from made as m;

    insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
    select m.restaurant_id, m.table_id, tstzrange(m.start_at, m.end_at), 'assignment', m.id from made as m;

    insert into maitred_internal.booking_assignment_idempotency (
        restaurant_id, booking_id, idempotency_key, verb, table_ids, start_at, end_at, require_adjacency, created_at
    )
    select m.restaurant_id, m.id, 'bench', 'assign', array[m.table_id], m.start_at, m.end_at, false, now()
    from made as m;

    insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
    select m.restaurant_id, m.id, e.name, jsonb_build_object('table_ids', array[m.table_id]), now()
    from made as m, (values ('tables.assigned'), ('booking.status_changed')) as e (name);
end;
$$;

-- A booking moves to other tables, or finds them taken.
create procedure bench.want(p_booking_id uuid, p_table_ids uuid [])
language plpgsql
as $$
begin
    perform maitred.reassign_tables_atomic(p_booking_id => p_booking_id, p_table_ids => p_table_ids);
exception
    when sqlstate 'MD201' then
        perform maitred.unassign_tables_atomic(p_booking_id => p_booking_id);
end;
$$;

-- Twenty bookings of one evening, far from all others, for the busy restaurant's first tables.
call bench.make_bookings(2500000000, 20, 40, 2000, null, interval '2 hours', 'pending');
update maitred.bookings
set start_at = timestamptz '2060-01-01 19:00+00', end_at = timestamptz '2060-01-01 21:00+00'
where id in (select md5('booking ' || n)::uuid from generate_series(2500000000, 2500000019) as n);

-- A full day of the restaurant with 60 tables: 300 bookings, 5 per table.
call bench.make_assignments(3000000000, 300, 60, 2040);
