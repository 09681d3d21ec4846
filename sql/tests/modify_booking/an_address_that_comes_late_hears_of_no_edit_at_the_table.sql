begin;

select plan(3);
select maitred_test.open_restaurant();

create function pg_temp.claims() returns table (name text, kind text) language sql as $$
    select c.payload ->> 'guest_name', c.kind from maitred.claim_emails('w') as c order by 1
$$;
create function pg_temp.address(p_name text, p_address text) returns void language sql as $$
    select maitred.modify_booking(maitred_test.booking(p_name), p_guest_email => p_address)
$$;

-- That a table is being looked for waits for an address, while one is found.
select maitred_test.book('anna');
select maitred_test.book('bert');
select pg_temp.claims();
select maitred.settle_emails(c.claim_token, (
    select jsonb_agg(jsonb_build_object('email_id', e.id, 'outcome', 'sent')) from unnest(c.email_ids) as e (id)
))
from maitred_internal.outbox_claims as c;
select maitred.modify_booking(maitred_test.booking(n.name), p_party_size => 1)
from unnest('{anna,bert}'::text []) as n (name);
select pg_temp.address(n.name, '') from unnest('{anna,bert}'::text []) as n (name);
select maitred_test.assign('anna', '{T1}');
select maitred_test.assign('bert', '{T2}');
select maitred.seat_booking(maitred_test.booking('anna'));
select pg_temp.address(n.name, n.name || '@new.example') from unnest('{anna,bert}'::text []) as n (name);

select results_eq(
    'select * from pg_temp.claims()', $$ values ('bert', 'modification_pending') $$,
    'who sits at a table is not told that one is being looked for'
);
select is(
    maitred_test.mails_of('bert'), 'booking_requested modification_pending modification_confirmed',
    'who does not sit yet hears how it ended'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
