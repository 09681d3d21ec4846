begin;

select plan(7);
select maitred_test.open_restaurant();
update maitred.restaurants set send_reminder_24h = true, send_review_request = true;

create function pg_temp.due() returns setof text language sql as $$
    update maitred_internal.outbox_ready set available_at = clock_timestamp() where lane = 'scheduled';
    select concat_ws(' ', c.payload ->> 'guest_name', c.kind) from maitred.claim_emails('w') as c
    order by 1
$$;
select maitred_test.seat(n.name, array[n.place])
from (values ('anna', 'T1'), ('bert', 'T2'), ('carl', 'T3'), ('dora', 'T4')) as n (name, place);
select maitred_test.send_emails();
update maitred.restaurants set send_review_request = false;
select maitred.unassign_tables_atomic(maitred_test.booking(n.name))
from unnest(array['anna', 'bert', 'carl']) as n (name);
select maitred.cancel_booking(maitred_test.booking('carl'));
select maitred_test.send_emails();
select results_eq('select pg_temp.due()', $$ values ('dora reminder_24h') $$, 'who has a table is reminded');
select results_eq(
    'select e.kind, e.state, e.due_at < clock_timestamp() + interval ''11 seconds''
    from maitred.list_emails(''scheduled'') as e',
    $$ values
    ('reminder_24h', 'scheduled', true), ('reminder_24h', 'scheduled', true) $$,
    'who has none is soon asked about again'
);
select is_empty('select pg_temp.due()', 'nobody else');
select maitred_test.assign('anna', '{T2}');
select results_eq(
    'select c.payload ->> ''guest_name'', c.kind from maitred.claim_emails(''w'') as c',
    $$ values ('anna', 'reminder_24h') $$, 'with the table it leaves'
);
update maitred.restaurants set send_reminder_24h = false;
select maitred_test.assign('bert', '{T1}');
select is_empty('select pg_temp.due()', 'but not when the restaurant does not want it any more');
select is(
    (
        select count(*)::int from maitred_internal.outbox_ready as r
        where r.booking_id in (maitred_test.booking('carl'), maitred_test.booking('dora'))
    ), 0, 'nor of bookings that are over'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
