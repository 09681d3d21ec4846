begin;

select plan(12);
select maitred_test.open_restaurant();
update maitred.restaurants set send_reminder_24h = true;

-- One is in flight, one is dead, one waits, one is scheduled, one is the restaurant's.
select maitred_test.seat('anna', '{T1}');
create temporary table claimed as
select c.* from maitred.claim_emails('w', 1) as c;
select maitred.fail_email(c.email_id, c.claim_token, 'no such user', true) from claimed as c;
select maitred_internal.queue_email(b, k.kind)
from maitred.bookings as b
cross join unnest(array['modification_confirmed', 'house_attention']) as k (kind);
update maitred_internal.outbox_ready set available_at = clock_timestamp() where lane = 'prompt';
truncate claimed;
insert into claimed
select c.* from maitred.claim_emails('w', 1) as c;
select results_eq('select kind from claimed', 'values (''modification_confirmed'')', 'one is in flight');

select maitred_test.book('zoe');
update maitred_internal.outbox_ready
set available_at = clock_timestamp() + interval '1 day'
where booking_id = maitred_test.booking('zoe');
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => 'right@example.org');
select results_eq(
    format('select state, recipient from maitred.list_emails(p_booking_id => %L)', maitred_test.booking('zoe')),
    'values (''scheduled'', ''zoe@example.org'')', 'other guests keep theirs'
);
select results_eq(
    format(
        'select state, kind, recipient from maitred.list_emails(p_booking_id => %L) where state <> ''superseded''
        order by kind', maitred_test.booking('anna')
    ),
    $$ values
    ('dead', 'booking_confirmed', 'right@example.org'), ('ready', 'house_attention', 'restaurant@example.org'),
    ('claimed', 'modification_confirmed', 'right@example.org'), ('scheduled', 'reminder_24h', 'right@example.org') $$,
    'whatever was not sent goes to the corrected address; the restaurant keeps its own'
);
select maitred.fail_email(c.email_id, c.claim_token, 'no such user', false) from claimed as c;
update maitred_internal.outbox_ready set available_at = clock_timestamp() where attempts > 0;
select results_eq(
    'select recipient from maitred.claim_emails(''w'', 1)', 'values (''right@example.org'')',
    'so does the one in hand, if it is tried again'
);
select is(maitred.retry_dead_emails(), 1, 'and the dead one, once somebody brings it back');

select maitred_test.book('bert');
select maitred.complete_email(c.email_id, c.claim_token)
from maitred.claim_emails('w') as c;
select maitred.modify_booking(maitred_test.booking('bert'), p_guest_email => 'other@example.org');
select results_eq(
    format(
        'select state, recipient from maitred.list_emails(p_booking_id => %L)', maitred_test.booking('bert')
    ), 'values (''sent'', ''bert@example.org'')', 'what was sent stays as it was'
);

select maitred_test.book('carl');
select maitred_internal.queue_email(b, 'house_attention')
from maitred.bookings as b
where b.id = maitred_test.booking('carl');
select maitred.modify_booking(maitred_test.booking('carl'), p_guest_email => '');
select results_eq(
    format(
        'select kind, state from maitred.list_emails(p_booking_id => %L) order by kind', maitred_test.booking('carl')
    ),
    'values (''booking_requested'', ''ready''), (''house_attention'', ''ready'')',
    'what was for a guest who has no address any more waits, and the restaurant''s does'
);
select results_eq(
    format('select state from maitred.list_emails(p_booking_id => %L)', maitred_test.booking('zoe')),
    'values (''scheduled'')', 'as do others'
);

select maitred_test.book('dora');
select maitred.modify_booking(maitred_test.booking('dora'), 4, p_guest_email => 'new@example.org');
select results_eq(
    format(
        'select state, kind, recipient from maitred.list_emails(p_booking_id => %L) where state <> ''superseded''',
        maitred_test.booking('dora')
    ),
    'values (''ready'', ''modification_pending'', ''new@example.org'')',
    'an edit of party and address writes one email, to the new address'
);
select maitred.modify_booking(maitred_test.booking('dora'), 3, p_guest_email => 'newer@example.org');
select results_eq(
    format(
        'select state, kind, recipient from maitred.list_emails(p_booking_id => %L) where state <> ''superseded''',
        maitred_test.booking('dora')
    ),
    'values (''ready'', ''modification_pending'', ''newer@example.org'')', 'a second edit in the cycle sends it there'
);

select maitred_test.seat('emil', '{T3}');
select maitred.seat_booking(maitred_test.booking('emil'));
select maitred.modify_booking(
    maitred_test.booking('emil'), p_end_at => maitred_test.at('21:30'), p_guest_email => 'emilia@example.org'
);
select is_empty(
    format(
        'select * from maitred.list_emails(p_booking_id => %L)
        where recipient = ''emil@example.org'' and state <> ''superseded''',
        maitred_test.booking('emil')
    ), 'seated guests are no exception'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
