begin;

select plan(4);
select maitred_test.open_restaurant();

update maitred.restaurants set send_reminder_2h = true;
select maitred_test.seat('anna', '{T1}');
select maitred_test.seat('bert', '{T2}');
select maitred.seat_booking(maitred_test.booking('anna'));
select maitred_test.send_emails();
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select results_eq(
    'select c.payload ->> ''guest_name'', c.kind from maitred.claim_emails(''w'') as c',
    'values (''bert'', ''reminder_2h'')', 'whoever has come is not reminded, whoever is expected is'
);

select maitred_test.seat('carl', '{T3}');
update maitred.restaurants set send_reminder_2h = false;
select maitred_test.send_emails();
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select is_empty('select * from maitred.claim_emails(''w'')', 'nobody is, once the restaurant does not want that');
select is(
    (select count(*)::int from maitred.list_emails('superseded') as e where e.kind = 'reminder_2h'), 2,
    'both reminders are over'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
