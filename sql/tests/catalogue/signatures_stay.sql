-- Applications call these functions with named arguments. A change of names, order, types, defaults or results is a new
-- function with a new version in its name, never a change of one that is here.
begin;
select plan(2);

create temporary table promised (name text primary key, arguments text not null, result text not null) on commit drop;
insert into promised values
(
    'local_instant',
    'p_restaurant_id uuid, p_local timestamp',
    'timestamptz'
),
(
    'create_booking',
    'p_restaurant_id uuid, p_party_size int, p_start_at timestamptz, p_guest_name text, p_guest_email text, '
    'p_end_at timestamptz = null, p_guest_phone text = null, p_notes text = null, p_source text = ''ops'', '
    'p_idempotency_key text = null, p_actor uuid = null, p_locale text = null, p_notify boolean = null, '
    'p_if_unavailable text = ''pending''',
    'maitred.bookings'
),
(
    'modify_booking',
    'p_booking_id uuid, p_party_size int = null, p_start_at timestamptz = null, p_end_at timestamptz = null, '
    'p_guest_name text = null, p_guest_email text = null, p_guest_phone text = null, p_notes text = null, '
    'p_source text = ''ops'', p_actor uuid = null, p_expected_version int = null, '
    'p_if_unavailable text = ''pending'', p_locale text = null, p_restaurant_id uuid = null, p_notify boolean = null',
    'maitred.bookings'
),
(
    'requires_table_realignment',
    'p_booking_id uuid, p_party_size int, p_start_at timestamptz, p_end_at timestamptz',
    'boolean'
),
(
    'cancel_booking',
    'p_booking_id uuid, p_reason text = null, p_source text = ''ops'', p_actor uuid = null, '
    'p_restaurant_id uuid = null, p_notify boolean = null',
    'maitred.bookings'
),
(
    'seat_booking',
    'p_booking_id uuid, p_actor uuid = null, p_restaurant_id uuid = null, p_notify boolean = null',
    'maitred.bookings'
),
(
    'complete_booking',
    'p_booking_id uuid, p_actor uuid = null, p_restaurant_id uuid = null, p_notify boolean = null',
    'maitred.bookings'
),
(
    'mark_no_show',
    'p_booking_id uuid, p_actor uuid = null, p_restaurant_id uuid = null, p_notify boolean = null',
    'maitred.bookings'
),
(
    'undo_seating',
    'p_booking_id uuid, p_actor uuid = null, p_restaurant_id uuid = null, p_notify boolean = null',
    'maitred.bookings'
),
(
    'block_tables',
    'p_restaurant_id uuid, p_table_ids uuid[], p_start_at timestamptz, p_end_at timestamptz, p_reason text = null, '
    'p_actor uuid = null',
    'setof maitred.table_blocks'
),
('unblock_tables', 'p_block_ids uuid[], p_actor uuid = null', 'setof uuid'),
(
    'assign_tables_atomic_v2',
    'p_booking_id uuid, p_table_ids uuid[], p_idempotency_key text = null, p_require_adjacency boolean = false, '
    'p_assigned_by uuid = null, p_start_at timestamptz = null, p_end_at timestamptz = null, '
    'p_restaurant_id uuid = null',
    'table(table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)'
),
(
    'unassign_tables_atomic',
    'p_booking_id uuid, p_table_ids uuid[] = null, p_assigned_by uuid = null, p_restaurant_id uuid = null',
    'table(table_id uuid)'
),
(
    'reassign_tables_atomic',
    'p_booking_id uuid, p_table_ids uuid[], p_idempotency_key text = null, p_require_adjacency boolean = false, '
    'p_assigned_by uuid = null, p_restaurant_id uuid = null',
    'table(table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)'
),
(
    'swap_tables_atomic',
    'p_booking_a uuid, p_booking_b uuid, p_assigned_by uuid = null',
    'table(table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)'
),
(
    'check_table_assignment',
    'p_booking_id uuid, p_table_ids uuid[], p_start_at timestamptz = null, p_end_at timestamptz = null, '
    'p_require_adjacency boolean = false, p_user_id uuid = null, p_restaurant_id uuid = null',
    'table(rule text, severity text, table_id uuid, message text, detail jsonb)'
),
(
    'create_table_hold_v2',
    'p_booking_id uuid, p_table_ids uuid[], p_created_by uuid = null, p_ttl interval = null, '
    'p_start_at timestamptz = null, p_end_at timestamptz = null, p_restaurant_id uuid = null',
    'maitred.table_holds'
),
('extend_table_hold', 'p_hold_id uuid, p_ttl interval = null', 'maitred.table_holds'),
('release_table_hold', 'p_hold_id uuid', 'boolean'),
(
    'assign_tables_to_booking_from_hold_v3',
    'p_hold_id uuid, p_idempotency_key text = null, p_require_adjacency boolean = false, p_assigned_by uuid = null',
    'table(table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)'
),
(
    'propose_manual_assignment',
    'p_booking_id uuid, p_table_ids uuid[], p_user_id uuid, p_restaurant_id uuid = null',
    'maitred.manual_assignment_sessions'
),
('confirm_manual_assignment', 'p_session_id uuid, p_user_id uuid', 'maitred.manual_assignment_sessions'),
('cancel_manual_assignment', 'p_session_id uuid, p_user_id uuid', 'maitred.manual_assignment_sessions'),
(
    'suggest_tables',
    'p_booking_id uuid, p_limit int = 5',
    'table(rank int, table_ids uuid[], capacity int, score numeric, reasons jsonb)'
),
(
    'auto_assign_booking',
    'p_booking_id uuid, p_bypass_feature_flag boolean = false, p_email_mode text = ''standard'', '
    'p_restaurant_id uuid = null',
    'maitred.assignment_outcome'
),
(
    'find_available_slots',
    'p_restaurant_id uuid, p_date date, p_party_size int, p_step interval = ''00:15:00''',
    'table(start_at timestamptz, end_at timestamptz, options int, best_table_ids uuid[])'
),
(
    'suggest_times',
    'p_restaurant_id uuid, p_start_at timestamptz, p_party_size int, p_within interval = ''01:00:00'', p_limit int = 6',
    'table(start_at timestamptz, end_at timestamptz, options int, best_table_ids uuid[])'
),
(
    'reoptimise_service',
    'p_restaurant_id uuid, p_from timestamptz, p_until timestamptz, p_steps int = 200, p_seed int = 1, '
    'p_max_moves int = null, p_dry_run boolean = true',
    'table(booking_id uuid, old_table_ids uuid[], new_table_ids uuid[], reason text)'
),
(
    'explain_unassigned_booking',
    'p_booking_id uuid',
    'table(table_ids uuid[], rule text, blocked_by text, blocker_id uuid, detail jsonb)'
),
('run_assignment_job', 'p_worker text = null', 'jsonb'),
(
    'claim_emails',
    'p_worker text, p_limit int = 100, p_lease interval = ''00:01:00'', p_after_at timestamptz = null, '
    'p_after_id bigint = null',
    'setof maitred.claimed_email'
),
('complete_email', 'p_email_id bigint, p_claim_token bigint, p_message_id text = null', 'boolean'),
('fail_email', 'p_email_id bigint, p_claim_token bigint, p_error text, p_permanent boolean', 'text'),
('settle_emails', 'p_claim_token bigint, p_results jsonb', 'int'),
('extend_email_claim', 'p_claim_token bigint, p_lease interval = ''00:01:00''', 'timestamptz'),
('release_email_claim', 'p_claim_token bigint', 'int'),
('retry_dead_emails', 'p_email_ids bigint[] = null', 'int'),
(
    'find_assignment_drift',
    'p_restaurant_id uuid = null',
    'table(kind text, restaurant_id uuid, booking_id uuid, table_id uuid, row_ref text, detail jsonb)'
),
(
    'repair_assignment_drift',
    'p_kinds text[] = null, p_restaurant_id uuid = null, p_dry_run boolean = true',
    'table(repair_id uuid, kind text, row_ref text, action text, before jsonb, after jsonb)'
),
('undo_repair', 'p_repair_id uuid', 'int'),
('explain_booking', 'p_booking_id uuid', 'jsonb'),
('watch_events', '', 'void'),
('version', '', 'text'),
('applied_migrations', '', 'table(release text, migration text, installed_at timestamptz)'),
('expire_holds_and_sessions', 'p_limit int = 1000, p_restaurant_id uuid = null', 'int'),
('prune_history', 'p_older_than interval, p_restaurant_id uuid = null', 'table(relation text, rows bigint)');

-- Promised for later. A name leaves this list when its function comes.
create function pg_temp.abbreviated(p_text text)
returns text
language sql
begin atomic
    select replace(replace(d.text, 'TABLE(', 'table('), 'SETOF ', 'setof ')
    from
        replace(replace(p_text, 'timestamp with time zone', 'timestamptz'), ' without time zone', '') as t (text),
        regexp_replace(t.text, ' DEFAULT (''[^'']*''|\w+)(::[a-z[\]]+)?', ' = \1', 'g') as n (text),
        replace(replace(n.text, '= NULL', '= null'), ' integer', ' int') as d (text);
end;

create temporary table present on commit drop as
select
    p.proname::text as name,
    pg_temp.abbreviated(pg_get_function_arguments(p.oid)) as arguments,
    ltrim(pg_temp.abbreviated(' ' || pg_get_function_result(p.oid))) as result
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
where n.nspname = 'maitred';

select is_empty(
    $query$
    select p.name, f.arguments, f.result
    from promised as p
    inner join present as f on p.name = f.name
    where (p.arguments, p.result) <> (f.arguments, f.result)
    $query$,
    'no function has another signature than was promised'
);

select is_empty(
    $query$
    select p.name from promised as p except select f.name from present as f
    $query$,
    'every promised function is there'
);

select * from finish();
rollback;
