-- The codes and SQLSTATEs that callers rely on.
begin;
select plan(3);

select results_eq(
    'select e.sqlstate, e.code from maitred.error_catalogue as e order by e.sqlstate',
    $expected$
    values
    ('22023', 'invalid_argument'),
    ('MD101', 'booking_not_found'),
    ('MD102', 'table_not_found'),
    ('MD103', 'hold_not_found'),
    ('MD104', 'session_not_found'),
    ('MD105', 'restaurant_not_found'),
    ('MD201', 'table_overlap'),
    ('MD202', 'assignment_duplicate'),
    ('MD203', 'idempotency_key_reused'),
    ('MD204', 'version_conflict'),
    ('MD205', 'no_table_available'),
    ('MD301', 'rule_violated'),
    ('MD302', 'outside_opening_hours'),
    ('MD401', 'invalid_transition'),
    ('MD402', 'hold_expired'),
    ('MD403', 'feature_disabled'),
    ('MD404', 'hold_rate_limited'),
    ('MD501', 'forbidden')
    $expected$,
    'every code has its SQLSTATE'
);

select is_empty(
    $query$
    select e.code from maitred.error_catalogue as e where coalesce(e.meaning, '') = '' or coalesce(e.hint, '') = ''
    $query$,
    'every code has a meaning and a hint'
);

-- Somebody raises each of them: an error that nobody raises is a promise nobody keeps.
select is_empty(
    $query$
    select e.code
    from maitred.error_catalogue as e
    where not exists (
        select from pg_catalog.pg_proc as p
        inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
        where n.nspname in ('maitred', 'maitred_internal') and p.prosrc ~ format('''%s''', e.code)
    )
    $query$,
    'every code is raised somewhere'
);

select * from finish();
rollback;
