-- A worker comes late: a job has confirmed, and before that is sent somebody edits without a word, or the address goes.
begin;

select plan(25);
select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;

-- What was sent about a booking, in order, with the party that it said.
create function pg_temp.sent(p_name text) returns text language sql as $$
    select coalesce(
        string_agg(k.kind || ' ' || (c.payload ->> 'party_size'), ', ' order by a.recorded_at, k.email_id), ''
    )
    from maitred_internal.outbox_keys as k
    inner join maitred_internal.outbox_attempts as a on k.email_id = a.email_id and a.outcome = 'sent'
    inner join maitred_internal.outbox_contents as c on k.email_id = c.email_id
    where k.booking_id = maitred_test.booking(p_name)
$$;
create function pg_temp.job() returns boolean language sql as $$
    select count(*) > 0 from maitred.run_assignment_job()
$$;
create function pg_temp.edit(p_name text, p_party int, p_notify boolean default null, p_if text default 'pending')
returns text language sql as $$
    select b.status from maitred.modify_booking(
        maitred_test.booking(p_name), p_party, p_if_unavailable => p_if, p_notify => p_notify
    ) as b
$$;
-- A booking for two whose guest has heard of its table, and of an edit to three, but not of the table for three.
create function pg_temp.told_of_an_edit(p_name text) returns text language plpgsql as $$
begin
    perform maitred_test.book(p_name);
    perform pg_temp.job();
    perform maitred_test.send_emails();
    perform pg_temp.edit(p_name, 3);
    perform maitred_test.send_emails();
    perform pg_temp.job();
    return pg_temp.sent(p_name);
end
$$;

select is(
    pg_temp.told_of_an_edit('anna'), 'booking_confirmed 2, modification_pending 3', 'the guest waits for an answer'
);
select is(pg_temp.edit('anna', 4, false), 'pending', 'a silent edit');
select is(maitred_test.send_emails(), 0, 'nothing is said while there is no table');
select pg_temp.job();
select maitred_test.send_emails();
select is(
    pg_temp.sent('anna'), 'booking_confirmed 2, modification_pending 3, modification_confirmed 4',
    'the answer says what is true by now'
);

select pg_temp.told_of_an_edit('bert');
select is(pg_temp.edit('bert', 2, false, 'refuse'), 'confirmed', 'a silent edit that needs no job');
select maitred_test.send_emails();
select is(
    pg_temp.sent('bert'), 'booking_confirmed 2, modification_pending 3, modification_confirmed 2', 'likewise'
);

select pg_temp.told_of_an_edit('carl');
select maitred.cancel_booking(maitred_test.booking('carl'), p_notify => false);
select maitred_test.send_emails();
select is(
    pg_temp.sent('carl'), 'booking_confirmed 2, modification_pending 3, booking_cancelled 3',
    'a cancellation is an answer too'
);

select pg_temp.told_of_an_edit('dora');
select maitred.modify_booking(maitred_test.booking('dora'), p_guest_email => '');
select is(pg_temp.edit('dora', 4, false), 'pending', 'no address, and then a silent edit');
select pg_temp.job();
select is(maitred_test.send_emails(), 0, 'there is nowhere to send to');
select maitred.modify_booking(maitred_test.booking('dora'), p_guest_email => 'dora@new.example');
select maitred_test.send_emails();
select is(
    pg_temp.sent('dora'), 'booking_confirmed 2, modification_pending 3, modification_confirmed 4',
    'an address that comes late is answered'
);

-- The address goes before there is a table.
select maitred_test.book('emil');
select pg_temp.job();
select maitred_test.send_emails();
select pg_temp.edit('emil', 3);
select maitred_test.send_emails();
select maitred.modify_booking(maitred_test.booking('emil'), p_guest_email => '');
select pg_temp.job();
select is(maitred_test.status_of('emil') || maitred_test.send_emails(), 'confirmed0', 'confirmed without an address');
select maitred.modify_booking(maitred_test.booking('emil'), p_guest_email => 'emil@new.example');
select maitred_test.send_emails();
select is(
    pg_temp.sent('emil'), 'booking_confirmed 2, modification_pending 3, modification_confirmed 3', 'told late'
);
select maitred.modify_booking(maitred_test.booking('emil'), p_guest_email => 'emil@third.example');
select is(maitred_test.send_emails(), 0, 'once');

select maitred.unassign_tables_atomic(maitred_test.booking('emil'));
select maitred_test.assign('emil', '{T3}');
select is(maitred_test.send_emails(), 0, 'nor again with another table');

-- A whole edit without an address.
select maitred_test.book('fay');
select pg_temp.job();
select maitred_test.send_emails();
select maitred.modify_booking(maitred_test.booking('fay'), 3, p_guest_email => '');
select pg_temp.job();
select maitred.modify_booking(maitred_test.booking('fay'), p_guest_email => 'fay@new.example');
select maitred_test.send_emails();
select is(pg_temp.sent('fay'), 'booking_confirmed 2, modification_confirmed 3', 'who heard of two hears of three');

-- The first confirmation is not sent yet.
select maitred_test.book('gina');
select maitred_test.send_emails();
select pg_temp.job();
select is(pg_temp.edit('gina', 3, false), 'pending', 'silent, before the confirmation is sent');
select is(maitred_test.send_emails(), 0, 'it is not true now');
select pg_temp.job();
select maitred_test.send_emails();
select is(pg_temp.sent('gina'), 'booking_requested 2, booking_confirmed 3', 'and is sent when it is again');

-- A worker has it, and fails.
select maitred_test.book('hugo');
select maitred_test.send_emails();
select pg_temp.job();
create temporary table taken as select c.* from maitred.claim_emails('w') as c;
select is(pg_temp.edit('hugo', 3, false), 'pending', 'silent, while a worker has the confirmation');
select maitred.release_email_claim((select t.claim_token from taken as t));
select is(maitred_test.send_emails(), 0, 'what comes back is not true now');
select pg_temp.job();
select maitred_test.send_emails();
select is(pg_temp.sent('hugo'), 'booking_requested 2, booking_confirmed 3', 'and is sent when it is again');

-- Told of everything, a silent change is silent.
select pg_temp.edit('hugo', 2, false);
select pg_temp.job();
select is(
    maitred_test.status_of('hugo') || maitred_test.send_emails(), 'confirmed0', 'who awaits nothing hears nothing'
);
select is(pg_temp.edit('hugo', 3), 'pending', 'an edit that is announced');
select maitred_test.send_emails();
select pg_temp.job();
select maitred_test.send_emails();
select is(
    pg_temp.sent('hugo'), 'booking_requested 2, booking_confirmed 3, modification_pending 3, modification_confirmed 3',
    'is told as ever'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
