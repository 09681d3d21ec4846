begin;

select plan(4);
select maitred_test.open_restaurant();

select results_eq(
    'select e.sqlstate, e.code from maitred.error_catalogue as e order by e.sqlstate',
    $$values
    ('22023', 'invalid_argument'),
    ('MD101', 'booking_not_found'), ('MD102', 'table_not_found'), ('MD103', 'hold_not_found'),
    ('MD104', 'session_not_found'), ('MD105', 'restaurant_not_found'),
    ('MD201', 'table_overlap'), ('MD202', 'assignment_duplicate'), ('MD203', 'idempotency_key_reused'),
    ('MD204', 'version_conflict'), ('MD205', 'no_table_available'),
    ('MD301', 'rule_violated'), ('MD302', 'outside_opening_hours'),
    ('MD401', 'invalid_transition'), ('MD402', 'hold_expired'), ('MD403', 'feature_disabled'),
    ('MD404', 'hold_rate_limited'), ('MD501', 'forbidden')$$,
    'each code with its SQLSTATE'
);
select is_empty(
    $$select * from maitred.error_catalogue as e
    where e.meaning !~ '^[A-Z].*\.$' or e.hint !~ '^[A-Z].*\.$' or e.meaning is null or e.hint is null$$,
    'each with a sentence on when it is raised and one on the next step'
);
set local role maitred_guest;
select isnt_empty('select * from maitred.error_catalogue', 'every caller can read it');
reset role;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
