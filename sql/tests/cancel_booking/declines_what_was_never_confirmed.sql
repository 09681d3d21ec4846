begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book(v.name)
from unnest(array['restaurant', 'guest', 'taken', 'waiting']) as v (name);
select maitred_test.assign('taken', '{T1}');
select maitred.unassign_tables_atomic(p_booking_id => maitred_test.booking('taken'));
update maitred.bookings
set status = 'pending_allocation'
where id = maitred_test.booking('waiting');
select maitred.cancel_booking(
    p_booking_id => maitred_test.booking(v.name), p_source => case v.name when 'guest' then 'guest' else 'ops' end
)
from unnest(array['restaurant', 'guest', 'taken', 'waiting']) as v (name);

select is(
    maitred_test.mails_of('restaurant'), 'booking_requested booking_declined', 'the restaurant declines a request'
);
select is(
    maitred_test.mails_of('guest'), 'booking_requested booking_cancelled', 'a guest takes a request back'
);
select is(
    maitred_test.mails_of('taken'), 'booking_requested booking_confirmed booking_cancelled',
    'once confirmed, the restaurant cancels'
);
select is(
    maitred_test.mails_of('waiting'),
    'booking_requested booking_declined',
    'declined after automatic assignment gave up'
);
-- An edit put a tentative entry into the guest's calendar, which a decline has to take away.
select maitred_test.book(v.name)
from unnest(array['edited', 'plain']) as v (name);
select maitred.modify_booking(maitred_test.booking('edited'), 3);
select maitred.cancel_booking(maitred_test.booking(v.name), p_source => 'ops')
from unnest(array['edited', 'plain']) as v (name);
select results_eq(
    'select c.payload ->> ''guest_name'', c.payload -> ''in_calendar'' from maitred_internal.outbox_contents as c
    where c.kind = ''booking_declined'' and c.payload ->> ''guest_name'' in (''edited'', ''plain'') order by 1',
    $$ values ('edited', 'true'::jsonb), ('plain', 'false'::jsonb) $$, 'a decline knows whether there is an entry'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
