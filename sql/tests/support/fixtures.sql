-- What the tests stand on: a house with a floor, bookings by name, and a far Saturday evening.
--
-- Loaded once into the database that the tests run in; each test file rolls back what it makes. Everybody may use it,
-- so that a test can act as any role.

create schema maitred_test;
grant usage on schema maitred_test to public;

create table maitred_test.names (name text primary key, id uuid not null);

-- The id of a house, zone or table by its name: 'house', 'hall', 'T1'; of another house 'other.T1'.
create function maitred_test.id(p_name text)
returns uuid
language sql
immutable
as $function$
    select md5(p_name)::uuid
$function$;

-- A time of day in Paris on Saturday 7 June 2031, or some days later.
create function maitred_test.at(p_time time, p_days int default 0)
returns timestamptz
language sql
stable
as $function$
    select (date '2031-06-07' + p_days + p_time) at time zone 'Europe/Paris'
$function$;

-- Opens a house in Paris, always open, that assigns nothing by itself.
--
-- hall:    T1 (2) - T2 (2) - T3 (4) - T4 (4)    T5 (6, from 3 guests) - T6 (8, fixed)
-- terrace: T7 (2) - T8 (4)
create function maitred_test.open_house(p_name text default 'house')
returns uuid
language plpgsql
security definer
as $function$
declare
    v_house constant uuid := maitred_test.id(p_name);
    v_prefix constant text := case when p_name = 'house' then '' else p_name || '.' end;
begin
    insert into maitred.restaurants (id, name, timezone, auto_assign_on_booking, email)
    values (v_house, p_name, 'Europe/Paris', false, p_name || '@example.org');

    insert into maitred.zones (restaurant_id, id, name)
    select v_house, maitred_test.id(v_prefix || z.name), z.name
    from unnest(array['hall', 'terrace']) as z (name);

    insert into maitred.table_inventory (restaurant_id, id, zone_id, name, capacity, min_party, movable)
    select v_house, maitred_test.id(v_prefix || t.name), maitred_test.id(v_prefix || t.zone), t.name, t.seats, t.min_party, t.movable
    from (
        values
        ('T1', 'hall', 2, 1, true), ('T2', 'hall', 2, 1, true), ('T3', 'hall', 4, 1, true), ('T4', 'hall', 4, 1, true),
        ('T5', 'hall', 6, 3, true), ('T6', 'hall', 8, 1, false),
        ('T7', 'terrace', 2, 1, true), ('T8', 'terrace', 4, 1, true)
    ) as t (name, zone, seats, min_party, movable);

    insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
    select v_house, maitred_test.id(v_prefix || a.one), maitred_test.id(v_prefix || a.other)
    from (values ('T1', 'T2'), ('T2', 'T3'), ('T3', 'T4'), ('T5', 'T6'), ('T7', 'T8')) as a (one, other);
    return v_house;
end;
$function$;

-- The id of a booking made by maitred_test.book.
create function maitred_test.booking(p_name text)
returns uuid
language sql
stable
security definer
as $function$
    select n.id from maitred_test.names as n where n.name = p_name
$function$;

-- Takes a booking under a name, two hours long unless told.
create function maitred_test.book(
    p_name text,
    p_party_size int default 2,
    p_start_at timestamptz default maitred_test.at('19:00'),
    p_end_at timestamptz default null,
    p_house text default 'house'
)
returns uuid
language plpgsql
security definer
as $function$
declare
    v_id uuid;
begin
    select b.id into v_id
    from maitred.create_booking(
        p_restaurant_id => maitred_test.id(p_house),
        p_party_size => p_party_size,
        p_start_at => p_start_at,
        p_end_at => coalesce(p_end_at, p_start_at + interval '2 hours'),
        p_guest_name => p_name,
        p_guest_email => p_name || '@example.org',
        p_source => 'import'
    ) as b;
    insert into maitred_test.names (name, id) values (p_name, v_id);
    return v_id;
end;
$function$;

-- Takes a booking under a name and assigns tables by their names.
create function maitred_test.seat(
    p_name text,
    p_tables text [],
    p_party_size int default 2,
    p_start_at timestamptz default maitred_test.at('19:00'),
    p_end_at timestamptz default null
)
returns uuid
language plpgsql
security definer
as $function$
declare
    v_id constant uuid := maitred_test.book(p_name, p_party_size, p_start_at, p_end_at);
begin
    perform maitred.assign_tables_atomic_v2(p_booking_id => v_id, p_table_ids => maitred_test.tables(p_tables));
    return v_id;
end;
$function$;

-- Ids of tables by their names.
create function maitred_test.tables(p_names text [])
returns uuid []
language sql
immutable
as $function$
    select array_agg(maitred_test.id(n.name)) from unnest(p_names) as n (name)
$function$;

-- The names of the tables a booking has, in order: 'T1 T2'; empty text when none.
create function maitred_test.tables_of(p_name text)
returns text
language sql
stable
security definer
as $function$
    select coalesce(string_agg(t.name, ' ' order by t.name), '')
    from maitred.booking_table_assignments as a
    inner join maitred.table_inventory as t on t.restaurant_id = a.restaurant_id and t.id = a.table_id
    where a.booking_id = maitred_test.booking(p_name)
$function$;

-- A booking's status as text.
create function maitred_test.status_of(p_name text)
returns text
language sql
stable
security definer
as $function$
    select b.status::text from maitred.bookings as b where b.id = maitred_test.booking(p_name)
$function$;

-- What a refused call says: its SQLSTATE, DETAIL and HINT as one object; null when the call succeeds.
create function maitred_test.refusal(p_sql text)
returns jsonb
language plpgsql
as $function$
declare
    v_state text;
    v_message text;
    v_detail text;
    v_hint text;
begin
    execute p_sql;
    return null;
exception
    when others then
        get stacked diagnostics
            v_state = returned_sqlstate, v_message = message_text,
            v_detail = pg_exception_detail, v_hint = pg_exception_hint;
        return jsonb_build_object(
            'sqlstate', v_state, 'message', v_message, 'hint', v_hint,
            'detail', case when v_detail like '{%' then v_detail::jsonb else to_jsonb(v_detail) end
        );
end;
$function$;
