begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select is(
    (select count(*)::int from maitred_internal.outbox_keys where kind = 'booking_requested' and cycle = 'first'), 1,
    'the booking has its first email'
);
select is(
    (select maitred_internal.queue_email(b, 'booking_requested') from maitred.bookings as b),
    null,
    'a second writes nothing'
);
select isnt(
    (
        select
            maitred_internal.queue_email(
                jsonb_populate_record(b, jsonb_build_object('pending_ref', maitred_test.id('cycle'))),
                'booking_requested'
            )
        from maitred.bookings as b
    ), null,
    'another cycle has another email'
);
select is((select count(*)::int from maitred_internal.outbox_ready), 2, 'both are ready');
select is(
    (
        select
            row(
                c.recipient::text,
                c.payload ->> 'guest_name',
                (c.payload ->> 'party_size')::int,
                c.payload ->> 'timezone'
            )::text
        from maitred_internal.outbox_contents as c
        order by c.email_id
        limit 1
    ),
    '(anna@example.org,anna,2,Europe/Paris)', 'its content is what the booking was'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
