begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select is(
    (
        select row(b.status, b.pending_ref)::text
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:30'),
            p_if_unavailable => 'refuse'
        ) as b
    ),
    '(confirmed,)', 'confirmed, the cycle is closed'
);
select is(maitred_test.jobs_of('anna'), '', 'the job is gone');
select is(
    maitred_test.mails_of('anna'), 'booking_requested booking_confirmed modification_pending modification_confirmed',
    'one email for the cycle'
);
select ok(maitred_test.events_of('anna') like '%booking.modification.confirmed%', 'and one event');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
