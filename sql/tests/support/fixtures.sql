-- What the tests stand on: a restaurant with a floor, bookings by name, and a far Saturday evening.
--
-- Loaded once into the database that the tests run in; each test file rolls back what it makes. Everybody may use it,
-- so that a test can act as any role.

create schema maitred_test;
grant usage on schema maitred_test to public;

-- Tests that are about the delay set it.
update maitred.installation set request_email_delay = '0 seconds';

create table maitred_test.names (name text primary key, id uuid not null);

-- The id of a restaurant, zone or table by its name: 'restaurant', 'hall', 'T1'; of another restaurant 'other.T1'.
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

-- Opens a restaurant in Paris, always open, that assigns nothing by itself.
--
-- hall:    T1 (2) - T2 (2) - T3 (4) - T4 (4)    T5 (6, from 3 guests) - T6 (8, fixed)
-- terrace: T7 (2) - T8 (4)
create function maitred_test.open_restaurant(p_name text default 'restaurant')
returns uuid
language plpgsql
security definer
as $function$
declare
    v_restaurant constant uuid := maitred_test.id(p_name);
    v_prefix constant text := case when p_name = 'restaurant' then '' else p_name || '.' end;
begin
    perform maitred_floor.open_restaurant(
        p_id => v_restaurant,
        p_settings => jsonb_build_object('name', p_name, 'email', p_name || '@example.org'),
        p_tables => (
            select jsonb_agg(to_jsonb(t) || jsonb_build_object(
                'id', maitred_test.id(v_prefix || t.name), 'zone_id', maitred_test.id(v_prefix || t.zone)
            ))
            from (
                values
                ('T1', 'hall', 2, 1, true), ('T2', 'hall', 2, 1, true), ('T3', 'hall', 4, 1, true),
                ('T4', 'hall', 4, 1, true), ('T5', 'hall', 6, 3, true), ('T6', 'hall', 8, 1, false),
                ('T7', 'terrace', 2, 1, true), ('T8', 'terrace', 4, 1, true)
            ) as t (name, zone, capacity, min_party, movable)
        ),
        p_neighbours => '[["T1", "T2"], ["T2", "T3"], ["T3", "T4"], ["T5", "T6"], ["T7", "T8"]]'
    );
    return v_restaurant;
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

-- The reference of a booking made by maitred_test.book.
create function maitred_test.reference(p_name text)
returns text
language sql
stable
security definer
as $function$
    select b.reference from maitred.bookings as b where b.id = maitred_test.booking(p_name)
$function$;

-- Takes a booking under a name, two hours long unless told.
create function maitred_test.book(
    p_name text,
    p_party_size int default 2,
    p_start_at timestamptz default maitred_test.at('19:00'),
    p_end_at timestamptz default null,
    p_restaurant text default 'restaurant'
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
        p_restaurant_id => maitred_test.id(p_restaurant),
        p_party_size => p_party_size,
        p_start_at => p_start_at,
        p_end_at => coalesce(p_end_at, p_start_at + interval '2 hours'),
        p_guest_name => p_name,
        p_guest_email => p_name || '@example.org',
        p_source => 'import',
        p_notify => true
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

-- Says that all emails that workers have were sent.
create function maitred_test.settle_as_sent()
returns int
language sql
security definer
as $function$
    select sum(maitred.settle_emails(c.claim_token, (
        select jsonb_agg(jsonb_build_object('email_id', i.i, 'outcome', 'sent')) from unnest(c.email_ids) as i (i)
    )))::int
    from maitred_internal.outbox_claims as c
$function$;

-- Which time is noted, at which tables: 'T1 19:00-21:30'. The change is made, and taken back.
create function maitred_test.freed_by(p_change text)
returns text
language plpgsql
as $function$
declare
    v_freed text;
begin
    delete from maitred_internal.freed_time;
    execute p_change;
    select coalesce(string_agg(w.what, ', ' order by w.what), '') into v_freed
    from maitred_internal.freed_time as f
    inner join maitred.table_inventory as t on t.restaurant_id = f.restaurant_id and t.id = f.table_id
    cross join lateral format(
        '%s %s-%s', t.name, to_char(lower(f.during) at time zone 'Europe/Paris', 'HH24:MI'),
        to_char(upper(f.during) at time zone 'Europe/Paris', 'HH24:MI')
    ) as w (what);
    raise exception using errcode = 'MDTST', message = v_freed;
exception
    when sqlstate 'MDTST' then
        return sqlerrm;
end;
$function$;

-- Sends whatever is due, and returns how many emails that were.
create function maitred_test.send_emails()
returns int
language plpgsql
security definer
as $function$
declare
    v_token bigint;
    v_results jsonb;
    v_sent int := 0;
begin
    loop
        select c.claim_token, jsonb_agg(jsonb_build_object('email_id', c.email_id, 'outcome', 'sent'))
        into v_token, v_results
        from maitred.claim_emails('post') as c
        group by c.claim_token;
        if not found then
            return v_sent;
        end if;
        v_sent := v_sent + maitred.settle_emails(v_token, v_results);
    end loop;
end;
$function$;

-- The kinds of email that a booking's guest and restaurant were sent or have to get, in order: 'booking_requested
-- booking_confirmed'.
create function maitred_test.mails_of(p_name text)
returns text
language sql
stable
security definer
as $function$
    select coalesce(string_agg(k.kind, ' ' order by k.email_id), '')
    from maitred_internal.outbox_keys as k
    where k.booking_id = maitred_test.booking(p_name)
$function$;

-- The names of a booking's events, in order.
create function maitred_test.events_of(p_name text)
returns text
language sql
stable
security definer
as $function$
    select coalesce(string_agg(e.name, ' ' order by e.id), '')
    from maitred.observability_events as e
    where e.booking_id = maitred_test.booking(p_name)
$function$;

-- The live jobs of a booking, each as 'mode attempts bypass'; empty text when none.
create function maitred_test.jobs_of(p_name text)
returns text
language sql
stable
security definer
as $function$
    select coalesce(string_agg(concat_ws(' ', j.email_mode, j.attempts, j.bypass_feature_flag), ', '), '')
    from maitred_internal.assignment_jobs as j
    where j.booking_id = maitred_test.booking(p_name)
$function$;

-- Who has a table, as rows of allocations tell, by start, name and kind: 'anna assignment, ben hold, block'; expired
-- holds included.
create function maitred_test.takers_of(p_table text)
returns text
language sql
stable
security definer
as $function$
    select coalesce(string_agg(concat_ws(' ', n.name, l.kind), ', ' order by lower(l.during), n.name, l.kind), '')
    from maitred.allocations as l
    left join maitred.table_holds as h on h.restaurant_id = l.restaurant_id and h.id = l.hold_id
    left join maitred_test.names as n on n.id = coalesce(l.booking_id, h.booking_id)
    where l.table_id = maitred_test.id(p_table)
$function$;

-- Assigns tables by their names to a booking by its name.
create function maitred_test.assign(p_name text, p_tables text [], p_key text default null, p_user text default null)
returns text
language sql
volatile
security definer
as $function$
    select string_agg(t.name, ' ' order by t.name)
    from maitred.assign_tables_atomic_v2(
        p_booking_id => maitred_test.booking(p_name),
        p_table_ids => maitred_test.tables(p_tables),
        p_idempotency_key => p_key,
        p_assigned_by => maitred_test.id(p_user)
    ) as a
    inner join maitred.table_inventory as t on t.id = a.table_id
$function$;

-- Holds tables by their names for a booking by its name.
create function maitred_test.hold(p_name text, p_tables text [], p_user text default null, p_ttl interval default null)
returns maitred.table_holds
language sql
volatile
security definer
as $function$
    select h.*
    from maitred.create_table_hold_v2(
        p_booking_id => maitred_test.booking(p_name),
        p_table_ids => maitred_test.tables(p_tables),
        p_created_by => maitred_test.id(p_user),
        p_ttl => p_ttl
    ) as h
$function$;

-- The one live or expired hold of a user for a booking.
create function maitred_test.hold_of(p_name text, p_user text default null)
returns uuid
language sql
stable
security definer
as $function$
    select h.id from maitred.table_holds as h
    where h.booking_id = maitred_test.booking(p_name)
        and h.created_by is not distinct from maitred_test.id(p_user)
$function$;

-- Proposes tables by their names for a booking by its name.
create function maitred_test.propose(p_name text, p_tables text [], p_user text)
returns maitred.manual_assignment_sessions
language sql
volatile
security definer
as $function$
    select s.*
    from maitred.propose_manual_assignment(
        p_booking_id => maitred_test.booking(p_name),
        p_table_ids => maitred_test.tables(p_tables),
        p_user_id => maitred_test.id(p_user)
    ) as s
$function$;

-- The latest session of a user on a booking.
create function maitred_test.session_of(p_name text, p_user text)
returns uuid
language sql
stable
security definer
as $function$
    select s.id from maitred.manual_assignment_sessions as s
    where s.booking_id = maitred_test.booking(p_name) and s.created_by = maitred_test.id(p_user)
    order by s.created_at desc
    limit 1
$function$;

-- The status of that session as text.
create function maitred_test.session_status(p_name text, p_user text)
returns text
language sql
stable
security definer
as $function$
    select s.status::text from maitred.manual_assignment_sessions as s
    where s.id = maitred_test.session_of(p_name, p_user)
$function$;

-- The rules of a list of problems or violations, in order: 'enough_seats free'.
create function maitred_test.rules_of(p_problems jsonb)
returns text
language sql
immutable
as $function$
    select coalesce(string_agg(p.problem ->> 'rule', ' ' order by p.n), '')
    from jsonb_array_elements(p_problems) with ordinality as p (problem, n)
$function$;

-- Lets the time of all holds for a booking run out, in the three places where it stands.
create function maitred_test.run_out(p_name text)
returns void
language sql
volatile
security definer
as $function$
    update maitred.table_holds
    set created_at = created_at - interval '1 hour', expires_at = clock_timestamp() - interval '1 second'
    where booking_id = maitred_test.booking(p_name);

    update maitred.allocations as l
    set expires_at = h.expires_at
    from maitred.table_holds as h
    where h.booking_id = maitred_test.booking(p_name) and l.hold_id = h.id;

    update maitred.manual_assignment_sessions as s
    set hold_expires_at = h.expires_at
    from maitred.table_holds as h
    where h.booking_id = maitred_test.booking(p_name) and s.hold_id = h.id;
$function$;

-- Repairs one restaurant after the other, as the command line does.
create function maitred_test.repair(p_kinds text [] default null)
returns table (repair_id uuid, kind text, row_ref text, action text, before jsonb, after jsonb)
language plpgsql
volatile
as $function$
declare
    v_restaurant_id uuid;
begin
    for v_restaurant_id in select r.id from maitred.restaurants as r order by r.id
    loop
        return query select * from maitred.repair_assignment_drift(p_kinds, v_restaurant_id, false);
    end loop;
end;
$function$;

-- Every row that bookings, tables and emails are made of, to compare before with after.
create function maitred_test.everything()
returns jsonb
language sql
stable
security definer
as $function$
    select jsonb_object_agg(r.name, r.content)
    from (
        select 'bookings' as name, jsonb_agg(to_jsonb(b) order by b.id) as content from maitred.bookings as b
        union all
        select 'assignments', jsonb_agg(to_jsonb(a) order by a.booking_id, a.table_id)
        from maitred.booking_table_assignments as a
        union all
        select 'allocations', jsonb_agg(to_jsonb(l) order by l.id) from maitred.allocations as l
        union all
        select 'holds', jsonb_agg(to_jsonb(h) order by h.id) from maitred.table_holds as h
        union all
        select 'blocks', jsonb_agg(to_jsonb(k) order by k.id) from maitred.table_blocks as k
        union all
        select 'sessions', jsonb_agg(to_jsonb(s) order by s.id) from maitred.manual_assignment_sessions as s
        union all
        select 'ledger', jsonb_agg(to_jsonb(i) order by i.booking_id, i.idempotency_key)
        from maitred_internal.booking_assignment_idempotency as i
        union all
        select 'jobs', jsonb_agg(to_jsonb(j) order by j.booking_id) from maitred_internal.assignment_jobs as j
        union all
        select 'emails', jsonb_agg(to_jsonb(k) order by k.email_id) from maitred_internal.outbox_keys as k
        union all
        select 'ready', jsonb_agg(to_jsonb(y) order by y.email_id) from maitred_internal.outbox_ready as y
        union all
        select 'events', jsonb_agg(to_jsonb(e) order by e.id) from maitred.observability_events as e
    ) as r
$function$;

-- The end of every test file, in front of pgTAP's: asks the oracle again at an hour later (maitred_later, see
-- harness/races/later.sql). What is wrong now has been told.
create function maitred_test.finish(p_raises boolean default null)
returns setof text
language plpgsql
as $function$
declare
    v_drift constant text := maitred_test.drift_after('1 hour');
    v_unknown constant text := maitred_test.unknown_events();
begin
    if v_drift is not null then
        raise exception 'an hour later there is drift: %', v_drift;
    end if;
    if v_unknown is not null then
        raise exception 'not in maitred.event_catalogue: %', v_unknown;
    end if;
    return query select public.finish(p_raises);
end;
$function$;

-- Events, and keys of their payloads, that the catalogue does not have; null: none. Events that tests write by
-- themselves are of no name that has a dot, or as functions write them.
create function maitred_test.unknown_events()
returns text
language sql
stable
security definer
as $function$
    select string_agg(distinct concat_ws(' ', e.name, k.key), ', ')
    from maitred.observability_events as e
    left join lateral jsonb_object_keys(e.payload) as k (key) on true
    left join maitred.event_catalogue as c on c.name = e.name
    where e.name ~ '[.]' and (c.name is null or k.key <> all(c.payload_keys))
$function$;

-- What the oracle finds after some time and does not find now; null: nothing.
create function maitred_test.drift_after(p_wait interval)
returns text
language plpgsql
security definer
as $function$
declare
    v_later text [];
begin
    -- What runs at another time is not counted.
    perform set_config('plpgsql_check.profiler', 'off', true);
    v_later := array(select concat_ws(' ', d.kind, d.row_ref) from maitred_later.find_drift(p_wait) as d);
    if v_later = '{}' then
        return null;
    end if;
    return (
        select string_agg(l.finding, ', ' order by l.finding)
        from unnest(v_later) as l (finding)
        where l.finding not in (
            select concat_ws(' ', d.kind, d.row_ref) from maitred.find_assignment_drift() as d
        )
    );
end;
$function$;
