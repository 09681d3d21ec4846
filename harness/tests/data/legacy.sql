-- An older system in the schema legacy: 4 restaurants, 5,000 bookings, and each fault that was ever seen. All of it is
-- invented. The same rows come out every time.

create schema legacy;
set search_path = legacy, public;

create table restaurants (id uuid, name text, slug text, timezone text);
create table zones (id uuid, restaurant_id uuid, name text, sort_order int);
create table table_inventory (
    id uuid, restaurant_id uuid, table_number text, capacity int, min_party_size int, max_party_size int, section text,
    status text, zone_id uuid, category text, mobility text, active boolean
);
create table table_adjacencies (table_a uuid, table_b uuid);
create table bookings (
    id uuid, restaurant_id uuid, booking_date date, start_time time, end_time time, start_at timestamptz,
    end_at timestamptz, party_size int, status text, customer_name text, customer_email text, customer_phone text,
    notes text, reference text, created_at timestamptz, updated_at timestamptz
);
create table booking_table_assignments (
    id uuid, booking_id uuid, table_id uuid, slot_id uuid, assigned_at timestamptz, assigned_by uuid,
    idempotency_key text, merge_group_id uuid, start_at timestamptz, end_at timestamptz
);
create table allocations (
    id uuid, booking_id uuid, restaurant_id uuid, resource_type text, resource_id uuid, "window" tstzrange,
    shadow boolean, is_maintenance boolean
);
create table table_holds (
    id uuid, booking_id uuid, restaurant_id uuid, start_at timestamptz, end_at timestamptz, expires_at timestamptz
);
create table booking_assignment_idempotency (
    booking_id uuid, idempotency_key text, table_ids uuid [], assignment_window tstzrange, created_at timestamptz
);

create function id(p_name text) returns uuid language sql immutable as $function$ select md5(p_name)::uuid $function$;

insert into restaurants
select id('restaurant ' || h), 'Restaurant ' || h, 'restaurant-' || h,
    (array['Europe/London', 'Europe/Paris', 'UTC'])[h]
from generate_series(1, 3) as h;
insert into zones
select id(format('zone %s.%s', h, z)), id('restaurant ' || h), (array['Hall', 'Terrace'])[z], z
from generate_series(1, 3) as h, generate_series(1, 2) as z;
insert into table_inventory
select
    id(format('table %s.%s', h, t)), id('restaurant ' || h), t::text, (array[2, 4, 6, 8])[1 + t % 4], 1, null, null,
    'available',
    id(format('zone %s.%s', h, 1 + t % 2)), 'dining', case when t % 4 = 3 then 'fixed' else 'movable' end, true
from generate_series(1, 3) as h, generate_series(1, 20) as t;
-- Directed, both ways, as it was kept.
insert into table_adjacencies
select id(format('table %s.%s', h, t)), id(format('table %s.%s', h, t + d))
from generate_series(1, 3) as h, generate_series(3, 18) as t, unnest(array[2, -2]) as d;

-- 4,980 sound bookings: five sittings a table on 17 days, half of them over, one in eight not confirmed.
insert into bookings
select
    id('booking ' || n), id('restaurant ' || 1 + n % 3), null, null, null, s.start_at,
    s.start_at + interval '105 minutes',
    1 + n % 2,
    case
        when n % 8 <> 0 then case when s.start_at < timestamptz '2031-06-01 00:00Z' then 'completed' else 'confirmed' end
        else (array['pending', 'cancelled', 'no_show', 'pending_allocation'])[1 + n / 8 % 4]
    end,
    'Guest ' || n, format('guest%s@example.org', n), null, null, 'R' || n, timestamptz '2026-01-01 00:00Z',
    timestamptz '2026-01-02 00:00Z'
from generate_series(0, 4979) as n
cross join lateral (
    select timestamptz '2031-05-23 10:00Z' + (n / 60 / 5) * interval '1 day' + (n / 60 % 5) * interval '2 hours' as start_at
) as s;
insert into booking_table_assignments
select
    id('assignment ' || n), b.id, id(format('table %s.%s', 1 + n % 3, 1 + n / 3 % 20)), id('slot ' || n), b.created_at,
    null, 'key', null, b.start_at, b.end_at
from generate_series(0, 4979) as n
inner join bookings as b on b.id = id('booking ' || n)
where b.status in ('confirmed', 'completed');
insert into allocations
select
    id('allocation ' || a.id), a.booking_id, b.restaurant_id, 'table', a.table_id, tstzrange(a.start_at, a.end_at),
    false,
    false
from booking_table_assignments as a
inner join bookings as b on b.id = a.booking_id;
insert into booking_assignment_idempotency
select a.booking_id, 'key', array[a.table_id], tstzrange(a.start_at, a.end_at), a.assigned_at
from booking_table_assignments as a
inner join bookings as b on b.id = a.booking_id
where b.status = 'confirmed';

-- The faults. Bookings 1 to 20 of the restaurant 'faulty' bring the number to 5,000.
insert into restaurants values (id('restaurant 4'), 'Atlantis', 'atlantis', 'Atlantis/Capital');
insert into zones values
(id('zone faulty'), id('restaurant 1'), 'Cellar', 3), (id('zone lost'), id('restaurant 9'), 'Lost', 1);
insert into table_inventory values
(id('table no zone'), id('restaurant 1'), '91', 4, 1, null, null, 'available', null, 'dining', 'movable', true),
(
    id('table lost zone'), id('restaurant 1'), '92', 4, 1, null, null, 'available', id('zone nowhere'), 'dining',
    'movable', true
),
(
    id('table no seats'), id('restaurant 1'), '93', 0, 1, null, null, 'available', id('zone faulty'), 'dining',
    'movable', true
),
(
    id('table again'), id('restaurant 1'), '94', 4, 1, null, null, 'available', id('zone faulty'), 'dining', 'movable',
    true
),
(
    id('table again 2'), id('restaurant 1'), '94', 4, 1, null, null, 'out_of_service', id('zone faulty'), 'dining',
    'movable', true
),
(id('cellar 1'), id('restaurant 1'), 'C1', 4, 1, null, null, 'available', id('zone faulty'), 'dining', 'movable', true),
(id('cellar 2'), id('restaurant 1'), 'C2', 4, 1, null, null, 'available', id('zone faulty'), 'dining', 'movable', true),
(id('cellar 3'), id('restaurant 1'), 'C3', 4, 1, null, null, 'available', id('zone faulty'), 'dining', 'movable', true);
insert into table_adjacencies values
(id('cellar 1'), id('table nowhere')), (id('cellar 1'), id('cellar 1')), (id('cellar 1'), id('table 2.1'));

insert into bookings
select
    id('faulty ' || n), id('restaurant 1'), null, null, null, timestamptz '2031-07-05 18:00Z',
    timestamptz '2031-07-05 20:00Z',
    4, 'confirmed', 'Faulty ' || n, 'faulty@example.org', null, null, 'F' || n, timestamptz '2026-01-01 00:00Z',
    timestamptz '2026-01-02 00:00Z'
from generate_series(1, 19) as n;
insert into bookings select * from bookings where id = id('faulty 1');
update bookings set restaurant_id = id('restaurant 4') where id = id('faulty 2');
update bookings set restaurant_id = id('restaurant 9') where id = id('faulty 3');
update bookings set end_at = start_at - interval '1 hour' where id = id('faulty 4');
update bookings set party_size = 0 where id = id('faulty 5');
update bookings set status = 'PRIORITY_WAITLIST' where id = id('faulty 6');
update bookings set customer_email = 'a@example.org, b@example.org', customer_name = E'Line\nbreak'
where id = id('faulty 7');
-- Local date and times instead of instants, past midnight.
update bookings
set start_at = null, end_at = null, booking_date = '2031-07-06', start_time = '23:00', end_time = '00:30'
where id = id('faulty 8');

insert into booking_table_assignments (id, booking_id, table_id, slot_id, assigned_at, start_at, end_at)
select id('fault ' || f.n), id(f.booking), id(f.seat), id(f.slot), timestamptz '2026-01-01 00:00Z', f.start_at, f.end_at
from (
    values
    -- twice at one table; one row has another window
    (1, 'faulty 9', 'cellar 1', 'slot f9', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    (2, 'faulty 9', 'cellar 1', 'slot f9b', timestamptz '2031-07-05 17:00Z', timestamptz '2031-07-05 19:00Z'),
    -- two bookings in one slot, and two that overlap in different slots
    (3, 'faulty 10', 'cellar 2', 'slot f10', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    (4, 'faulty 11', 'cellar 2', 'slot f10', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    (5, 'faulty 12', 'cellar 3', 'slot f12', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    (6, 'faulty 13', 'cellar 3', 'slot f13', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    -- moved without its table
    (7, 'faulty 14', 'table again', 'slot f14', timestamptz '2031-07-04 18:00Z', timestamptz '2031-07-04 20:00Z'),
    -- orphans: no booking, no table, a table that stays behind, another restaurant's table
    (8, 'booking nowhere', 'cellar 1', 'slot f8', timestamptz '2031-07-09 18:00Z', timestamptz '2031-07-09 20:00Z'),
    (9, 'faulty 15', 'table nowhere', 'slot f9c', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    (10, 'faulty 16', 'table no zone', 'slot f16', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    (11, 'faulty 17', 'table 2.1', 'slot f17', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    -- cancelled, and the tables were never freed
    (12, 'faulty 18', 'cellar 1', 'slot f18', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    -- a combination without its merge group
    (13, 'faulty 19', 'table 1.1', 'slot f19', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z'),
    (14, 'faulty 19', 'table 1.3', 'slot f19', timestamptz '2031-07-05 18:00Z', timestamptz '2031-07-05 20:00Z')
) as f (n, booking, seat, slot, start_at, end_at);
update bookings set status = 'cancelled' where id = id('faulty 18');

insert into allocations values
(
    id('orphan'), id('faulty 10'), id('restaurant 1'), 'table', id('cellar 1'),
    '[2031-07-10 18:00Z, 2031-07-10 20:00Z)', false, false
),
(id('works'), null, id('restaurant 1'), 'table', id('cellar 1'), '[2031-07-20 08:00Z, 2031-07-20 18:00Z)', false, true),
(
    id('works 2'), null, id('restaurant 1'), 'table', id('cellar 1'), '[2031-07-05 19:00Z, 2031-07-05 22:00Z)', false,
    true
);
insert into table_holds values
(id('hold'), id('faulty 10'), id('restaurant 1'), '2031-07-05 18:00Z', '2031-07-05 20:00Z', '2099-01-01 00:00Z'),
(id('old hold'), id('faulty 10'), id('restaurant 1'), '2031-07-05 18:00Z', '2031-07-05 20:00Z', '2026-01-01 00:00Z');
insert into booking_assignment_idempotency values
(id('faulty 10'), 'gone', array[id('cellar 2')], '[2031-07-05 18:00Z, 2031-07-05 20:00Z)', '2026-01-01 00:00Z'),
(id('faulty 9'), 'stands', array[id('cellar 1')], '[2031-07-05 18:00Z, 2031-07-05 20:00Z)', '2026-01-01 00:00Z');

reset search_path;
