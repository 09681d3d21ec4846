begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_party_size => 4);

select is(
    (
        select row(b.status, b.pending_ref)::text
        from maitred.cancel_booking(p_booking_id => maitred_test.booking('anna')) as b
    ),
    '(cancelled,)', 'the modification cycle is closed'
);
select is(maitred_test.jobs_of('anna'), '', 'the job is gone');
select is(
    maitred_test.mails_of('anna'),
    'booking_requested booking_confirmed modification_pending booking_cancelled',
    'one email'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
