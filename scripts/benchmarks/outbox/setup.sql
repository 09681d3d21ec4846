-- One restaurant with a booking an email, and the floor: one table with a lease column, as most queues in PostgreSQL
-- are.

create schema bench;

insert into maitred.restaurants (id, name, timezone)
values ('00000000-0000-0000-0000-000000000001', 'Bench', 'Europe/Paris');

create table bench.floor (
    id bigint generated always as identity primary key,
    available_at timestamptz not null default clock_timestamp(),
    leased_until timestamptz not null default '-infinity',
    recipient text not null,
    payload jsonb not null,
    attempts int not null default 0
);
create index floor_by_time on bench.floor (available_at, id);

-- The payload of a real email, for both.
create function bench.payload(p_number int) returns jsonb
language sql
as $function$
    select jsonb_build_object(
        'guest_name', 'Guest ' || p_number, 'party_size', 4, 'start_at', clock_timestamp(), 'end_at', clock_timestamp(),
        'version', 1, 'restaurant', 'Bench', 'timezone', 'Europe/Paris', 'restaurant_email', null
    )
$function$;

create function bench.booking(p_number int) returns maitred.bookings
language sql
as $function$
    select b
    from jsonb_populate_record(null::maitred.bookings, jsonb_build_object(
        'restaurant_id', '00000000-0000-0000-0000-000000000001', 'id', gen_random_uuid(), 'party_size', 4,
        'start_at', clock_timestamp() + interval '3 days', 'end_at', clock_timestamp() + interval '3 days 2 hours',
        'status', 'pending', 'version', 1, 'guest_name', 'Guest ' || p_number,
        'guest_email', 'guest' || p_number || '@example.org', 'locale', 'en', 'source', 'guest'
    )) as b
$function$;

create function bench.fill_floor(p_count int) returns bigint
language sql
as $function$
    with filled as (
        insert into bench.floor (recipient, payload)
        select 'guest' || n.n || '@example.org', bench.payload(n.n) from generate_series(1, p_count) as n (n)
        returning 1
    )
    select count(*) from filled
$function$;

create function bench.fill_outbox(p_count int) returns bigint
language sql
as $function$
    select count(maitred_internal.queue_email(bench.booking(n.n), 'booking_confirmed'))
    from generate_series(1, p_count) as n (n)
$function$;

create table bench.one_booking as
select bench.booking(1) as booking;

-- Emails that were sent long ago: their keys, contents and outcomes.
create function bench.add_finished(p_count int) returns void
language sql
as $function$
    with key as (
        insert into maitred_internal.outbox_keys (restaurant_id, booking_id, kind, cycle, written_at)
        select gen_random_uuid(), gen_random_uuid(), 'booking_confirmed', 'first', clock_timestamp()
        from generate_series(1, p_count)
        returning *
    ),
    content as (
        insert into maitred_internal.outbox_contents (
            email_id, written_at, expires_at, restaurant_id, booking_id, kind, recipient, locale, payload, message_id
        )
        select
            k.email_id, k.written_at, k.written_at, k.restaurant_id, k.booking_id, k.kind, 'guest@example.org', 'en',
            bench.payload(1), '<' || k.email_id || '@maitred.invalid>'
        from key as k
    )
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
    select k.email_id, 1, 'sent', k.written_at, nextval('maitred_internal.outbox_claim_tokens')
    from key as k
$function$;
