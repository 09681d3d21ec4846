begin;

select plan(9);
select maitred_test.open_restaurant();

create temporary table made as
select b.*
from maitred.create_booking(
        p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 4, p_start_at => maitred_test.at('19:00'),
        p_guest_name => 'Anna', p_guest_email => 'anna@example.org', p_guest_phone => '+33 1 23', p_notes => 'window',
        p_actor => maitred_test.id('ann')
    ) as b;
insert into maitred_test.names (name, id)
select
    'anna',
    m.id
from made as m;

select is(
    (select row(m.restaurant_id, m.party_size, m.start_at, m.end_at)::text from made as m),
    row(maitred_test.id('restaurant'), 4, maitred_test.at('19:00'), maitred_test.at('20:30'))::text,
    'party and window are those asked for, 90 minutes long'
);
select is(
    (
        select row(m.status, m.pending_ref, m.version, m.guest_name, m.guest_email, m.guest_phone, m.notes)::text
        from made as m
    ),
    row('pending', null, 1, 'Anna', 'anna@example.org', '+33 1 23', 'window')::text,
    'it is pending, at version 1, without a modification cycle'
);
select is(
    (select row(m.locale, m.source)::text from made as m), '(en,ops)', 'language of the restaurant, made by its staff'
);
select is(
    (select to_jsonb(m) from made as m),
    (
        select to_jsonb(b) from maitred.bookings as b
        where b.id = maitred_test.booking('anna')
    ),
    'the row returned is the row stored'
);
select is(maitred_test.mails_of('anna'), 'booking_requested', 'one email');
select is(
    maitred_test.events_of('anna'), 'booking.created booking.waits_for_staff',
    'events: it is taken, and staff decide in a restaurant that assigns nothing by itself'
);
select results_eq(
    $$ select m.staff_decides, j.run_at
    from made as m inner join maitred_internal.assignment_jobs as j on j.booking_id = m.id $$,
    $$ values (true, maitred_test.at('19:00')) $$, 'its job looks for nothing until it starts'
);
select is(
    (
        select e.payload
        from maitred.observability_events as e
        where e.booking_id = maitred_test.booking('anna') and e.name = 'booking.created'
    ) - 'start_at',
    jsonb_build_object(
        'source', 'ops', 'actor', maitred_test.id('ann'), 'party_size', 4, 'notify', true, 'immediately', false
    ),
    'the event tells who did it'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
