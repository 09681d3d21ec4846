begin;

select plan(11);
select maitred_test.open_restaurant();

create function pg_temp.claims() returns table (name text, kind text, recipient text) language sql as $$
    select c.payload ->> 'guest_name', c.kind, c.recipient from maitred.claim_emails('w') as c order by 1
$$;
create function pg_temp.address(p_name text, p_address text) returns void language sql as $$
    select maitred.modify_booking(maitred_test.booking(p_name), p_guest_email => p_address)
$$;

-- Of a confirmation, of an open cycle, and of a request, nothing was sent yet.
select maitred_test.seat('anna', '{T1}');
select maitred_test.seat('bert', '{T2}');
select maitred.modify_booking(maitred_test.booking('bert'), 3);
select maitred_test.book('carl');
select maitred_test.book('dora');
select pg_temp.address(n.name, '') from unnest(array['anna', 'bert', 'carl', 'dora']) as n (name);
select is_empty('select * from pg_temp.claims()', 'who has no address is sent nothing');
select results_eq(
    'select e.kind, e.state, e.due_at < clock_timestamp() + interval ''11 seconds''
    from maitred.list_emails(''scheduled'') as e inner join maitred.bookings as b on b.id = e.booking_id order by 1',
    $$ values ('booking_confirmed', 'scheduled', true), ('booking_requested', 'scheduled', true),
    ('booking_requested', 'scheduled', true), ('modification_pending', 'scheduled', true) $$,
    'all wait for one, and are soon asked about again'
);
select maitred_internal.queue_email(b, 'house_attention')
from maitred.bookings as b where b.id = maitred_test.booking('anna');
select results_eq(
    'select * from pg_temp.claims()', $$ values ('anna', 'house_attention', 'restaurant@example.org') $$,
    'what is for the restaurant does not wait behind them'
);

select pg_temp.address(n.name, n.name || '@new.example') from unnest(array['anna', 'bert', 'carl']) as n (name);
select maitred.settle_emails(c.claim_token, jsonb_build_array(jsonb_build_object(
    'email_id', c.email_ids[1], 'outcome', 'sent'
)))
from maitred_internal.outbox_claims as c;
select results_eq(
    'select * from pg_temp.claims()',
    $$ values ('anna', 'booking_confirmed', 'anna@new.example'), ('bert', 'modification_pending', 'bert@new.example'),
    ('carl', 'booking_requested', 'carl@new.example') $$, 'a new address gets what is still true'
);
select is_empty('select * from pg_temp.claims()', 'once');

-- While a worker has them the address goes, the delivery fails, and an address comes.
select pg_temp.address(n.name, '') from unnest(array['anna', 'bert', 'carl']) as n (name);
select is_empty(
    'select e.recipient from maitred.list_emails(''claimed'') as e where e.recipient is not null', 'nobody gets a retry'
);
select maitred.fail_email(e.id, c.claim_token, '450', false)
from maitred_internal.outbox_claims as c, unnest(c.email_ids) as e (id);
update maitred_internal.outbox_ready set available_at = clock_timestamp() where lane = 'prompt';
select is_empty('select * from pg_temp.claims()', 'without an address none is tried again');
select pg_temp.address('anna', 'anna@third.example');
select results_eq(
    'select c.recipient, c.attempt from maitred.claim_emails(''w'') as c', $$ values ('anna@third.example', 2) $$,
    'with one it is, and what was tried counts'
);

-- What is not true any more is not sent to a new address either, nor what is late past its use.
select maitred.cancel_booking(maitred_test.booking('carl'));
select is(
    (select count(*)::int from maitred_internal.outbox_ready as r where r.booking_id = maitred_test.booking('carl')), 0,
    'a cancellation ends what waits for an address'
);
update maitred_internal.outbox_contents set expires_at = clock_timestamp()
where booking_id = maitred_test.booking('dora');
update maitred_internal.outbox_ready set available_at = clock_timestamp() where lane = 'parked';
select pg_temp.claims();
select results_eq(
    format('select e.state from maitred.list_emails(p_booking_id => %L) as e', maitred_test.booking('dora')),
    $$ values ('expired') $$, 'what waited too long ends'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
