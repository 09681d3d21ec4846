begin;

select plan(3);
select maitred_test.open_restaurant();

update maitred.restaurants
set send_reminder_2h = true;
select maitred_test.book('anna');
select maitred_internal.schedule_emails(b)
from maitred.bookings as b;
select is_empty(
    'select from maitred_internal.outbox_ready where lane = ''scheduled''', 'none before it is confirmed'
);
select maitred_test.assign('anna', '{T1}');
select is(
    (select count(*)::int from maitred_internal.outbox_ready where lane = 'scheduled'), 1, 'one then'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
