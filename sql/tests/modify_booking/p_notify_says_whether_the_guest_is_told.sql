begin;

select plan(17);
select maitred_test.open_restaurant();
create function pg_temp.told(p_name text) returns text language sql as $$
    select replace(maitred_test.mails_of(p_name), 'booking_requested booking_confirmed', 'before')
$$;

select maitred_test.seat(n.name, array[n.of]) from (
    values ('anna', 'T1'), ('ben', 'T2'), ('cid', 'T3'), ('dora', 'T4'), ('eve', 'T7'), ('fay', 'T8')
) as n (name, of);

select maitred.modify_booking(maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'), p_notify => false);
select is(pg_temp.told('anna'), 'before', 'an edit that nobody is told of');
select maitred_test.assign('anna', '{T1}');
select is(pg_temp.told('anna'), 'before', 'nor of how it ended');
select is(
    (select count(*)::int from maitred.observability_events as e where e.name = 'booking.modification.confirmed'), 1,
    'except dashboards'
);
select maitred.modify_booking(maitred_test.booking('anna'), p_start_at => maitred_test.at('19:00'));
select is(pg_temp.told('anna'), 'before modification_pending', 'the next edit is told of again');

select maitred.modify_booking(
    maitred_test.booking('ben'), p_start_at => maitred_test.at('20:00'), p_source => 'walk_in'
);
select is(pg_temp.told('ben'), 'before', 'a walk-in is not told, as in create_booking');
select maitred.modify_booking(maitred_test.booking('ben'), p_start_at => maitred_test.at('21:00'), p_notify => true);
select is(pg_temp.told('ben'), 'before modification_pending', 'an edit in the cycle that is to be told');

select maitred.modify_booking(maitred_test.booking('cid'), p_start_at => maitred_test.at('20:00'));
select maitred.modify_booking(maitred_test.booking('cid'), p_start_at => maitred_test.at('21:00'), p_notify => false);
select maitred_test.assign('cid', '{T3}');
select is(
    pg_temp.told('cid'), 'before modification_pending modification_confirmed',
    'who was told of a cycle hears how it ended'
);
select maitred.modify_booking(maitred_test.booking('cid'), p_start_at => maitred_test.at('20:00'));
select maitred.cancel_booking(maitred_test.booking('cid'), p_notify => false);
select is(
    pg_temp.told('cid'), 'before modification_pending modification_confirmed modification_pending booking_cancelled',
    'also when it ends with the booking'
);
select maitred.cancel_booking(maitred_test.booking('dora'), p_notify => false);
select is(pg_temp.told('dora'), 'before', 'a cancellation that nobody is told of');

select maitred.modify_booking(
    maitred_test.booking('eve'), p_start_at => maitred_test.at('20:00'), p_if_unavailable => 'refuse',
    p_notify => false
);
select is(maitred_test.status_of('eve') || pg_temp.told('eve'), 'confirmedbefore', 'moved immediately and in silence');
select maitred.modify_booking(maitred_test.booking('eve'), p_start_at => maitred_test.at('21:00'));
select maitred.modify_booking(
    maitred_test.booking('eve'), p_start_at => maitred_test.at('20:30'), p_if_unavailable => 'refuse',
    p_notify => false
);
select is(
    pg_temp.told('eve'), 'before modification_pending modification_confirmed',
    'except who waits to hear of an earlier edit'
);

select maitred.modify_booking(maitred_test.booking('fay'), p_guest_phone => '+33 1', p_notify => false);
select is(
    (select b.notify from maitred.bookings as b where b.id = maitred_test.booking('fay')), true,
    'another telephone number changes nothing of what is told'
);
select maitred.seat_booking(maitred_test.booking('fay'));
select maitred.modify_booking(maitred_test.booking('fay'), p_end_at => maitred_test.at('21:30'), p_notify => true);
select is(pg_temp.told('fay'), 'before', 'a longer stay is never told');

select maitred_test.book('silent');
select maitred.modify_booking(
    maitred_test.booking('silent'), p_start_at => maitred_test.at('12:00'), p_guest_email => '', p_notify => false
);
select maitred.modify_booking(maitred_test.booking('silent'), p_guest_email => 'silent@example.org');
select is(
    maitred_test.mails_of('silent'), 'booking_requested', 'an address that comes late is not told of a silent cycle'
);
select is(
    (select b.notify from maitred.cancel_booking(maitred_test.booking('silent'), p_source => 'import') as b), false,
    'what an import cancels is told by whoever sends it'
);
select is(maitred_test.mails_of('silent'), 'booking_requested', 'not by this system');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
