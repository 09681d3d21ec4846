-- What a restaurant leaves behind: completed bookings with tables, events and sent emails. On top of the floors of
-- scripts/benchmarks/assignment/setup.sql; loaded with session_replication_role = replica, since the rows are valid.

-- Partitions as they were made in time, for the months of two years.
create procedure bench.make_past_months()
language plpgsql
as $$
declare
    v_month record;
begin
    set local role maitred_owner;
    for v_month in
        select p.*, m.starts, format('%s_%s', p.table_name, to_char(m.starts, 'YYYY_MM')) as name
        from (
            values
            ('maitred.observability_events'::regclass, 'maitred', 'observability_events', 'occurred_at'),
            ('maitred_internal.outbox_contents', 'maitred_internal', 'outbox_contents', 'written_at'),
            ('maitred_internal.outbox_attempts', 'maitred_internal', 'outbox_attempts', 'recorded_at')
        ) as p (parent, schema_name, table_name, key_column)
        cross join generate_series(
            date_trunc('month', now()) - interval '26 months', date_trunc('month', now()) - interval '1 month',
            interval '1 month'
        ) as m (starts)
    loop
        perform maitred_internal.make_partition(
            v_month.parent, v_month.schema_name, v_month.name, v_month.key_column, v_month.starts
        );
    end loop;
    reset role;
end;
$$;

-- p_count bookings, evenly over the 2,000 tables and the two years before today.
create procedure bench.make_past(p_count bigint)
language plpgsql
as $$
declare
    v_apart constant interval := interval '730 days' / ceil(p_count / 2000.0);
    v_from constant bigint := 5000000000 + 2000 * ceil(
        extract(epoch from timestamptz '2031-01-02' - now()) / extract(epoch from v_apart)
    )::bigint;
begin
    call bench.make_bookings(v_from, p_count, 2000, 0, 'guest@example.org', - v_apart, 'completed');

    create temporary table past on commit drop as
    select b.restaurant_id, b.id, b.start_at, b.end_at, md5('table ' || n % 2000)::uuid as table_id, n
    from generate_series(v_from, v_from + p_count - 1) as n
    inner join maitred.bookings as b on b.id = md5('booking ' || n)::uuid;

    insert into maitred.booking_table_assignments (
        restaurant_id, booking_id, table_id, start_at, end_at, assigned_at, pinned
    )
    select p.restaurant_id, p.id, p.table_id, p.start_at, p.end_at, p.start_at - interval '1 day', false
    from past as p;

    insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
    select p.restaurant_id, p.id, e.name, e.payload || jsonb_build_object('table_ids', array[p.table_id]), p.start_at
    from past as p
    cross join (
        values
        ('tables.assigned', '{}'::jsonb),
        ('booking.status_changed', '{"from": "confirmed", "to": "seated"}'),
        ('booking.status_changed', '{"from": "seated", "to": "completed"}')
    ) as e (name, payload);

    with keys as (
        insert into maitred_internal.outbox_keys (restaurant_id, booking_id, kind, cycle, written_at)
        select p.restaurant_id, p.id, 'booking_confirmed', 'first', p.start_at - interval '1 day'
        from past as p
        order by p.start_at
        returning *
    ),
    contents as (
        insert into maitred_internal.outbox_contents (
            email_id, written_at, expires_at, restaurant_id, booking_id, kind, recipient, locale, payload, message_id
        )
        select
            k.email_id, k.written_at, k.written_at + interval '1 day', k.restaurant_id, k.booking_id, k.kind,
            'guest@example.org', 'en',
            jsonb_build_object(
                'guest_name', 'Guest', 'party_size', 2, 'restaurant', 'Restaurant', 'note', repeat('x', 120)
            ),
            format('<%s@bench.invalid>', k.email_id)
        from keys as k
    )
    -- A claim took a hundred; its token is none of those that are drawn.
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
    select k.email_id, 1, 'sent', k.written_at + interval '2 seconds', - (k.email_id / 100)
    from keys as k;
end;
$$;
