begin;

select plan(3);
select maitred_test.open_restaurant();

update maitred.restaurants set send_reminder_24h = true;
select maitred_test.seat('anna', '{T1}');
select maitred_test.send_emails();
update maitred_internal.outbox_ready set available_at = clock_timestamp() - interval '1 hour';
select maitred_test.book('bert');
select results_eq(
    'select c.payload ->> ''guest_name'', c.kind from maitred.claim_emails(''w'', 1) as c',
    'values (''bert'', ''booking_requested'')', 'a reminder that has been due for an hour does not keep guests waiting'
);
select results_eq(
    'select c.payload ->> ''guest_name'', c.kind from maitred.claim_emails(''w'', 1) as c',
    'values (''anna'', ''reminder_24h'')', 'it goes next'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
