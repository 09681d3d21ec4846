-- Every error of maitred's own, once. raise_error reads it, and so may a client. What else may come is PostgreSQL's:
-- 40001 and 40P01, a timeout, a missing grant.
create or replace view maitred.error_catalogue
with (security_invoker = true) as
select
    e.sqlstate,
    e.code,
    e.meaning,
    e.hint
from
    (
        values
        (
            'MD101', 'booking_not_found', 'There is no such booking, or it belongs to another restaurant.',
            'Check p_booking_id, and p_restaurant_id if you give it.'
        ),
        (
            'MD102', 'table_not_found', 'There is no such table in this restaurant, or it is not in service.',
            'Check the ids in p_table_ids against maitred.table_inventory, column in_service included.'
        ),
        (
            'MD103', 'hold_not_found', 'There is no such hold; it may have been released or swept.',
            'Take a new hold with create_table_hold_v2.'
        ),
        (
            'MD104', 'session_not_found', 'There is no such manual assignment session.',
            'Start one with propose_manual_assignment.'
        ),
        (
            'MD105', 'restaurant_not_found', 'There is no such restaurant.',
            'Check p_restaurant_id against maitred.restaurants.'
        ),
        (
            'MD201', 'table_overlap', 'A table is taken in that window by another assignment, a hold or a block.',
            'Choose other tables (see suggest_tables), wait for the hold to expire, move the booking, or end the block.'
        ),
        (
            'MD202', 'assignment_duplicate',
            'The booking''s row for a table stands with another window, or without its allocation.',
            'These rows are inconsistent: look at find_assignment_drift, repair them with repair_assignment_drift.'
        ),
        (
            'MD203', 'idempotency_key_reused',
            'The idempotency key was used for a different request that still stands.',
            'Use a new key for a new request; repeat a request only with the same arguments.'
        ),
        (
            'MD204', 'version_conflict', 'The booking was changed by somebody else since it was read.',
            'Read the booking again, look at what changed, and send the change with its present version.'
        ),
        (
            'MD205', 'no_table_available', 'No arrangement of tables fits the booking, and p_if_unavailable is refuse.',
            'Offer the guest one of the times in DETAIL, or call again with p_if_unavailable => ''pending''.'
        ),
        (
            'MD301', 'rule_violated', 'One or more blocking rules forbid these tables for this booking.',
            'DETAIL lists every rule; check_table_assignment tells the same without changing anything.'
        ),
        (
            'MD302', 'outside_opening_hours',
            'The time is not within a service period, or does not exist in local time.',
            'Choose a time inside the hours of maitred.service_periods and maitred.service_exceptions.'
        ),
        (
            'MD401', 'invalid_transition', 'The status of the booking or session forbids it.',
            'Read the status again; maitred.booking_transitions and maitred.session_transitions list what is allowed.'
        ),
        ('MD402', 'hold_expired', 'The hold''s time is over.', 'Take a new hold with create_table_hold_v2.'),
        (
            'MD403', 'feature_disabled', 'The feature is switched off for this restaurant.',
            'A manager switches it on in maitred.restaurants.'
        ),
        (
            'MD404', 'hold_rate_limited', 'One user took more than 5 new holds for one booking within a minute.',
            'Wait a minute, or extend the hold you have with extend_table_hold.'
        ),
        (
            'MD501', 'forbidden', 'Another user''s session, or the role does not allow it.',
            'Work in a session of your own: propose_manual_assignment makes one.'
        ),
        (
            '22023', 'invalid_argument', 'An argument is null, empty, repeated, reversed, too long or out of range.',
            'DETAIL names the argument, the rule and, unless it is personal, the value; correct it and call again.'
        )
    ) as e (sqlstate, code, meaning, hint);

comment on view maitred.error_catalogue is
'Every error of maitred''s own: SQLSTATE, code (also in the error''s DETAIL), when it is raised and the next step.';

grant select on maitred.error_catalogue to maitred_guest, maitred_reader, maitred_worker;
