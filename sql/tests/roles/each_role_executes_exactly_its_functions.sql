-- Staff may what guests and readers may, managers what staff may, doctors what readers may.
begin;
select plan(3);

create temporary table allowed (function text primary key, roles text not null) on commit drop;
insert into allowed values
-- bookings
('local_instant', 'doctor guest manager reader staff worker'),
('create_booking', 'guest manager staff'),
('modify_booking', 'guest manager staff'),
('requires_table_realignment', 'guest manager staff'),
('cancel_booking', 'guest manager staff'),
('seat_booking', 'manager staff'),
('complete_booking', 'manager staff'),
('mark_no_show', 'manager staff'),
('undo_seating', 'manager staff'),
-- the floor
('block_tables', 'manager'),
('unblock_tables', 'manager'),
-- assignment
('assign_tables_atomic_v2', 'manager staff'),
('unassign_tables_atomic', 'manager staff'),
('reassign_tables_atomic', 'manager staff'),
('swap_tables_atomic', 'manager staff'),
('check_table_assignment', 'manager staff'),
-- holds and sessions
('create_table_hold_v2', 'manager staff'),
('extend_table_hold', 'manager staff'),
('release_table_hold', 'manager staff'),
('assign_tables_to_booking_from_hold_v3', 'manager staff'),
('propose_manual_assignment', 'manager staff'),
('confirm_manual_assignment', 'manager staff'),
('cancel_manual_assignment', 'manager staff'),
-- planner
('suggest_tables', 'manager staff'),
('auto_assign_booking', 'manager staff'),
('explain_unassigned_booking', 'manager staff'),
('find_available_slots', 'guest manager staff'),
('suggest_times', 'guest manager staff'),
('reoptimise_service', 'manager'),
('run_assignment_job', 'worker'),
-- email
('claim_emails', 'worker'),
('complete_email', 'worker'),
('fail_email', 'worker'),
('settle_emails', 'worker'),
('extend_email_claim', 'worker'),
('release_email_claim', 'worker'),
('retry_dead_emails', 'manager worker'),
('list_emails', 'manager worker'),
('show_email', 'manager worker'),
('email_metrics', 'doctor manager reader staff worker'),
('request_email_wakeup', 'worker'),
('take_email_token', 'worker'),
('pause_email_transport', 'worker'),
-- care
('watch_events', 'doctor manager reader staff worker'),
('find_assignment_drift', 'doctor manager staff'),
('repair_assignment_drift', 'doctor'),
('undo_repair', 'doctor'),
('explain_booking', 'doctor manager staff'),
('find_unwise_assignments', 'doctor manager staff'),
('prune_history', 'doctor'),
('plan_pruning', 'doctor'),
('expire_holds_and_sessions', 'worker'),
('prepare_partitions', 'worker');

create temporary view granted as
select
    p.proname::text as function,
    coalesce(string_agg(substr(r.rolname, 9), ' ' order by r.rolname) filter (where r.may), '') as roles
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
cross join lateral (
    select
        o.rolname::text,
        has_function_privilege(o.oid, p.oid, 'execute') as may
    from pg_catalog.pg_roles as o
    where o.rolname ~ '^maitred_' and o.rolname <> 'maitred_owner'
) as r
where n.nspname = 'maitred'
group by p.oid;

select set_eq(
    'select format(''%s: %s'', g.function, g.roles) from granted as g',
    'select format(''%s: %s'', a.function, a.roles) from allowed as a',
    'each function by exactly the roles that are listed here'
);

select set_eq(
    $query$
    select r.rolname || ' in ' || g.rolname
    from pg_catalog.pg_auth_members as m
    inner join pg_catalog.pg_roles as r on m.member = r.oid and r.rolname ~ '^maitred_'
    inner join pg_catalog.pg_roles as g on m.roleid = g.oid
    $query$,
    array[
        'maitred_staff in maitred_guest', 'maitred_staff in maitred_reader', 'maitred_manager in maitred_staff',
        'maitred_doctor in maitred_reader'
    ],
    'no role is in another but those'
);

select is_empty(
    $query$
    select r.rolname
    from pg_catalog.pg_roles as r
    where r.rolname ~ '^maitred_'
        and (r.rolcanlogin or r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls)
    $query$,
    'nobody logs in as one of them, and none has a power of its own'
);

select * from finish();
rollback;
