begin;

select plan(22);
select maitred_test.open_restaurant();

create function pg_temp.take(p_name text, p_email text default '', p_notify boolean default null) returns void
language sql as $$
    insert into maitred_test.names (name, id)
    select p_name, b.id
    from maitred.create_booking(
        maitred_test.id('restaurant'), 2, maitred_test.at('19:00'), p_name,
        coalesce(nullif(p_email, ''), p_name || '@example.org'),
        maitred_test.at('21:00'), p_notify => p_notify
    ) as b
$$;
create function pg_temp.missed() returns text language sql as $$
    select coalesce(string_agg(n.name || ' ' || (d.detail ->> 'kind'), ', ' order by n.name), '')
    from maitred.find_assignment_drift() as d
    inner join maitred_test.names as n on n.id = d.booking_id
    where d.kind = 'email_missing'
$$;
-- Loses all that was written about a booking, as if it had never been.
create function pg_temp.lose(p_name text) returns void language sql as $$
    delete from maitred_internal.outbox_ready where booking_id = maitred_test.booking(p_name);
    delete from maitred_internal.outbox_contents where booking_id = maitred_test.booking(p_name);
    delete from maitred_internal.outbox_keys where booking_id = maitred_test.booking(p_name)
$$;

select pg_temp.take(n.name) from unnest('{waits,given,table,moved,ended,nobody,edited}'::text []) as n (name);
select maitred_test.assign('table', '{T1}');
select maitred_test.assign('moved', '{T2}');
select maitred.modify_booking(
    maitred_test.booking('moved'), p_start_at => maitred_test.at('20:00'), p_if_unavailable => 'refuse'
);
select maitred.modify_booking(maitred_test.booking('edited'), p_start_at => maitred_test.at('20:00'));
select maitred.cancel_booking(maitred_test.booking('ended'));
select is(pg_temp.missed(), '', 'what calls write is all there');

select pg_temp.lose('waits');
select is(pg_temp.missed(), 'waits booking_requested', 'a request that was not answered');
select pg_temp.lose('table');
select is(pg_temp.missed(), 'table booking_confirmed, waits booking_requested', 'a confirmation');
select pg_temp.lose('edited');
select pg_temp.lose('ended');
select pg_temp.lose('moved');
select is(
    pg_temp.missed(),
    'edited modification_pending, ended booking_cancelled, moved booking_confirmed, table booking_confirmed, '
    'waits booking_requested',
    'an edit, a cancellation, and that there is a table at another time'
);

select is(
    (
        select string_agg(n.name || ' ' || (r.after ->> 'kind'), ', ' order by n.name)
        from maitred.repair_assignment_drift('{email_missing}', maitred_test.id('restaurant'), false) as r
        inner join maitred_test.names as n on n.id = (r.after ->> 'booking_id')::uuid
    ),
    'edited modification_pending, ended booking_cancelled, moved booking_confirmed, table booking_confirmed, '
    'waits booking_requested',
    'a repair writes them'
);
select is(pg_temp.missed(), '', 'and then nothing is missing');
select is(maitred_test.mails_of('table'), 'booking_confirmed', 'once');

-- Whoever had no address is told when there is one.
update maitred.bookings set guest_email = null where id = maitred_test.booking('given');
select pg_temp.lose('given');
select is(pg_temp.missed(), '', 'without an address there is nothing to write');
select maitred.modify_booking(maitred_test.booking('given'), p_guest_email => 'given@example.org');
select is(maitred_test.mails_of('given') || pg_temp.missed(), 'booking_requested', 'an address that comes later');
update maitred.bookings set guest_email = null where id = maitred_test.booking('given');
select pg_temp.lose('given');
select maitred_test.assign('given', '{T3}');
select is(maitred_test.mails_of('given'), '', 'nobody to tell of the table');
select maitred.modify_booking(maitred_test.booking('given'), p_guest_email => 'given@example.org');
select is(maitred_test.mails_of('given') || pg_temp.missed(), 'booking_confirmed', 'until there is an address');
select maitred.modify_booking(maitred_test.booking('given'), p_guest_phone => '+33 1');
select is(maitred_test.mails_of('given'), 'booking_confirmed', 'once');

-- Whom nobody is to tell.
select pg_temp.take('silent', p_notify => false);
select maitred_test.assign('silent', '{T4}');
select is(pg_temp.missed(), '', 'a guest who is not to be told');
select maitred.seat_booking(maitred_test.booking('silent'), p_notify => true);
select is(pg_temp.missed(), '', 'nor one who sits already');
select maitred.undo_seating(maitred_test.booking('silent'));
select is(maitred_test.mails_of('silent') || pg_temp.missed(), 'booking_confirmed', 'who gets up again is told');
select maitred.modify_booking(maitred_test.booking('nobody'), p_party_size => 3, p_notify => false);
select pg_temp.lose('nobody');
select is(pg_temp.missed(), '', 'a silent edit');
select maitred.cancel_booking(maitred_test.booking('nobody'), p_notify => false);
select is(pg_temp.missed(), '', 'a silent cancellation');

-- What was told elsewhere, or is over.
select maitred_test.seat('import', '{T7}');
select pg_temp.lose('import');
select is(pg_temp.missed(), '', 'what comes from another system was told by it');
select maitred.modify_booking(maitred_test.booking('import'), p_party_size => 1);
select pg_temp.lose('import');
select is(pg_temp.missed(), 'import modification_pending', 'but not what was changed here since');
select maitred.repair_assignment_drift('{email_missing}', maitred_test.id('restaurant'), false);
select pg_temp.lose('ended');
update maitred.bookings
set start_at = now() - interval '28 hours', end_at = now() - interval '26 hours'
where id = maitred_test.booking('ended');
select is(pg_temp.missed(), '', 'of what is over nothing would be sent any more');
update maitred.restaurants set suppress_emails = true;
select pg_temp.take('quiet');
select is(pg_temp.missed(), '', 'what is suppressed was written');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
