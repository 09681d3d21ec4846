begin;

select plan(7);
select maitred_test.open_restaurant();

update maitred.restaurants
set send_reminder_24h = true, send_reminder_2h = true, send_review_request = true;
select maitred_test.seat('anna', '{T1}');
create function pg_temp.scheduled() returns table (kind text, available_at timestamptz) language sql as $$
    select k.kind, r.available_at
    from maitred_internal.outbox_ready as r
    inner join maitred_internal.outbox_keys as k on r.email_id = k.email_id
    where r.lane = 'scheduled'
$$;
select set_eq(
    'select * from pg_temp.scheduled()',
    $$ values
    ('reminder_24h', maitred_test.at('19:00', -1)), ('reminder_2h', maitred_test.at('17:00')),
    ('review_request', maitred_test.at('21:00') + interval '18 hours')
    $$, 'before the start and after the end'
);
select maitred_internal.schedule_emails(b)
from maitred.bookings as b;
select is((select count(*)::int from pg_temp.scheduled()), 3, 'once');

select maitred_test.send_emails();
select maitred.modify_booking(
    maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'), p_if_unavailable => 'refuse'
);
select results_eq(
    'select available_at from pg_temp.scheduled() where kind = ''reminder_2h''',
    'select maitred_test.at(''18:00'')',
    're-dated'
);
select is((select count(*)::int from pg_temp.scheduled()), 3, 'the old ones are gone');

update maitred.restaurants
set send_review_request = false;
select maitred_test.send_emails();
update maitred_internal.outbox_ready
set available_at = clock_timestamp() - case lane when 'scheduled' then interval '1 hour' else interval '0' end;
select results_eq(
    'select kind from maitred.claim_emails(''w'')', 'values (''reminder_24h'')', 'sent when due, one after the other'
);
select is(
    (select count(*)::int from maitred.list_emails('superseded') as e where e.kind <> 'booking_requested'), 4,
    'but not when the restaurant does not want them any more'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
