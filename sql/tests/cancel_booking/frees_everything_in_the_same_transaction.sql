begin;

select plan(10);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.propose('anna', '{T4}', 'ann');
select maitred_test.hold('anna', '{T2}', 'cid');
select maitred_test.assign('anna', '{T1}', 'key');

select is(
    (
        select row(b.status, b.version, b.pending_ref)::text
        from maitred.cancel_booking(p_booking_id => maitred_test.booking('anna'), p_reason => 'ill') as b
    ),
    '(cancelled,2,)', 'cancelled, at the next version'
);
select is(maitred_test.tables_of('anna'), '', 'no table');
select is_empty('select * from maitred.allocations', 'no time is taken');
select is_empty('select * from maitred.table_holds', 'no hold');
select is(maitred_test.session_status('anna', 'ann'), 'CANCELLED', 'no session');
select is_empty('select * from maitred_internal.booking_assignment_idempotency', 'no key');
select is(
    maitred_test.mails_of('anna'), 'booking_requested booking_confirmed booking_cancelled', 'one email'
);
select is(
    (
        select e.payload
        from maitred.observability_events as e
        where e.name = 'booking.cancelled'
    ),
    '{"source": "ops", "reason": "ill", "declined": false}', 'one event, with the reason'
);
select lives_ok($$select maitred_test.seat('ben', '{T1}')$$, 'somebody else can have the table');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
