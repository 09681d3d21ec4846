-- What the race kit adds to a database that is its own: pause points, restaurants to race in, and eyes.

create schema maitred_race;

-- Races between workers are about emails that are due.
update maitred.installation set request_email_delay = '0 seconds';
grant usage on schema maitred_race to public;
comment on schema maitred_race is 'Of the race kit: this database is a copy made for it, and will be dropped.';

-- A statement that writes to a table stops here when its session asked for it, until the runner lets it go on.
--
-- The runner holds the advisory locks (pid, 1), (pid, 2), ... and gives them up one by one. maitred_race.pauses is a
-- list such as ",allocations,insert bookings,"; maitred_race.turn counts how often the session has paused.
create function maitred_race.pause()
returns trigger
language plpgsql
as $function$
declare
    v_pauses constant text := coalesce(current_setting('maitred_race.pauses', true), '');
    v_turn int;
begin
    if strpos(v_pauses, format(',%s,', tg_table_name)) > 0
        or strpos(v_pauses, format(',%s %s,', lower(tg_op), tg_table_name)) > 0
    then
        v_turn := current_setting('maitred_race.turn')::int + 1;
        perform set_config('maitred_race.turn', v_turn::text, false);
        perform pg_advisory_lock_shared(pg_backend_pid(), v_turn);
        perform pg_advisory_unlock_shared(pg_backend_pid(), v_turn);
    end if;
    return null;
end;
$function$;

do $block$
declare
    v_table regclass;
begin
    for v_table in
        select c.oid::regclass
        from pg_class as c
        where c.relnamespace in ('maitred'::regnamespace, 'maitred_internal'::regnamespace)
            and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'
    loop
        execute format(
            'create trigger a_race_pauses_here before insert or update or delete on %s '
            'for each statement execute function maitred_race.pause()', v_table
        );
    end loop;
end
$block$;

-- Looking for a restaurant's time zone reads all those of the machine, 30 ms and more; the restaurants here are all
-- in Paris.
alter table maitred.restaurants disable trigger restaurant_has_a_timezone;

-- Opens a restaurant (harness/floor.sql) with pending bookings on Saturday 7 June 2031.
create function maitred_race.open_restaurant(p_restaurant uuid, p_tables jsonb, p_neighbours jsonb, p_bookings jsonb)
returns void
language plpgsql
as $function$
begin
    perform maitred_floor.open_restaurant(
        p_restaurant, p_tables, p_neighbours,
        jsonb_build_object('name', 'restaurant ' || p_restaurant, 'email', 'restaurant@example.org')
    );
    insert into maitred.bookings (
        restaurant_id, id, party_size, start_at, end_at, guest_name, guest_email, locale, source, staff_decides,
        created_at, updated_at
    )
    select
        p_restaurant, b.id, b.party, ('2031-06-07 ' || b.begins)::timestamp at time zone 'Europe/Paris',
        ('2031-06-07 ' || b.ends)::timestamp at time zone 'Europe/Paris',
        b.name, b.name || '@example.org', 'en', 'import', true, clock_timestamp(), clock_timestamp()
    from jsonb_to_recordset(p_bookings) as b (id uuid, name text, party int, begins text, ends text);
    perform maitred_internal.queue_job(b, false, 'standard', clock_timestamp())
    from maitred.bookings as b where b.restaurant_id = p_restaurant;
    delete from maitred_internal.freed_time as f where f.restaurant_id = p_restaurant;
end;
$function$;

-- What everybody can see of a restaurant at this moment.
create function maitred_race.snapshot(p_restaurant uuid)
returns jsonb
language sql
volatile
as $function$
    select jsonb_build_object(
        'at', extract(epoch from clock_timestamp()),
        'bookings', (
            select coalesce(jsonb_object_agg(b.id, jsonb_build_object(
                'status', b.status, 'version', b.version, 'pending_ref', b.pending_ref
            )), '{}')
            from maitred.bookings as b where b.restaurant_id = p_restaurant
        ),
        'taken', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'table_id', l.table_id, 'kind', l.kind, 'owner', coalesce(l.booking_id, l.hold_id, l.block_id),
                'expires_at', extract(epoch from l.expires_at)
            )), '[]')
            from maitred.allocations as l where l.restaurant_id = p_restaurant
        ),
        'holds', (
            select coalesce(jsonb_agg(h.id), '[]') from maitred.table_holds as h where h.restaurant_id = p_restaurant
        ),
        'keys', (
            select coalesce(jsonb_agg(i.idempotency_key), '[]')
            from maitred_internal.booking_assignment_idempotency as i where i.restaurant_id = p_restaurant
        )
        || (
            select coalesce(jsonb_agg(c.idempotency_key), '[]')
            from maitred_internal.booking_creation_idempotency as c where c.restaurant_id = p_restaurant
        )
    )
$function$;

-- What a restaurant has in the end, and what was written about it on the way.
create function maitred_race.history(p_restaurant uuid)
returns jsonb
language sql
volatile
as $function$
    select jsonb_build_object(
        'bookings', (
            select coalesce(jsonb_object_agg(b.id, to_jsonb(b)), '{}') from maitred.bookings as b
            where b.restaurant_id = p_restaurant
        ),
        'taken', (
            select coalesce(
                jsonb_agg(jsonb_build_array(l.booking_id, l.table_id) order by l.booking_id, l.table_id), '[]'
            )
            from maitred.allocations as l where l.restaurant_id = p_restaurant and l.kind = 'assignment'
        ),
        'assigned', (
            select coalesce(
                jsonb_agg(jsonb_build_array(a.booking_id, a.table_id) order by a.booking_id, a.table_id), '[]'
            )
            from maitred.booking_table_assignments as a where a.restaurant_id = p_restaurant
        ),
        'holds', (
            select coalesce(jsonb_agg(h.id order by h.id), '[]') from maitred.table_holds as h
            where h.restaurant_id = p_restaurant
        ),
        'sessions', (
            select coalesce(jsonb_object_agg(s.id, s.status), '{}')
            from maitred.manual_assignment_sessions as s where s.restaurant_id = p_restaurant
        ),
        'events', (
            select coalesce(jsonb_agg(jsonb_build_array(e.name, e.booking_id, e.payload) order by e.id), '[]')
            from maitred.observability_events as e where e.restaurant_id = p_restaurant
        ),
        'emails', (
            select coalesce(jsonb_agg(jsonb_build_array(k.booking_id, k.kind, k.cycle)), '[]')
            from maitred_internal.outbox_keys as k where k.restaurant_id = p_restaurant
        ),
        'jobs', (
            select coalesce(jsonb_agg(j.booking_id), '[]')
            from maitred_internal.assignment_jobs as j where j.restaurant_id = p_restaurant
        )
    )
$function$;

-- Empties a database that holds nobody's data, so that looking for drift stays fast.
create function maitred_race.sweep()
returns void
language sql
as $function$
    truncate
        maitred.restaurants, maitred.observability_events, maitred_internal.outbox_keys,
        maitred_internal.outbox_contents, maitred_internal.outbox_ready, maitred_internal.outbox_claims,
        maitred_internal.outbox_leases, maitred_internal.outbox_superseded, maitred_internal.outbox_attempts,
        maitred_internal.outbox_dead, maitred_internal.freed_time
    cascade
$function$;

-- Leaves nothing to workers: no job, no wake-up, and of former restaurants no email that is not finished.
create function maitred_race.clear_queues()
returns void
language sql
as $function$
    with waiting as (
        delete from maitred_internal.outbox_ready as r returning r.email_id, r.attempts
    ),
    claimed as (
        delete from maitred_internal.outbox_claims as c returning c.email_ids
    ),
    leases as (
        delete from maitred_internal.outbox_leases as l
    ),
    jobs as (
        delete from maitred_internal.assignment_jobs as j
    ),
    freed as (
        delete from maitred_internal.freed_time as f
    )
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
    select e.email_id, 0, 'suppressed', clock_timestamp(), nextval('maitred_internal.outbox_claim_tokens')
    from (
        select w.email_id from waiting as w
        union
        select f.email_id from maitred_internal.emails_in_flight() as f
    ) as e
$function$;
