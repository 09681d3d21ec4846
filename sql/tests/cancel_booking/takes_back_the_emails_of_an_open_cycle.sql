begin;

select plan(3);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select maitred.cancel_booking(p_booking_id => maitred_test.booking('anna'));

select results_eq(
    $$
    select k.kind::text
    from maitred_internal.outbox_ready as r
    inner join maitred_internal.outbox_keys as k on r.email_id = k.email_id
    $$,
    'values (''booking_cancelled'')', 'the guest is not asked to wait for a booking that is cancelled'
);
select is(
    (
        select (c.payload ->> 'version')::int from maitred_internal.outbox_contents as c
        where c.kind = 'booking_cancelled'
    ),
    (select b.version from maitred.bookings as b where b.id = maitred_test.booking('anna')),
    'the email is of the version that the cancellation made'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
