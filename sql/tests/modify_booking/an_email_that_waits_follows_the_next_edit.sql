-- Each cycle has one modification_pending email. What it says is what the booking is when a worker claims it, also when
-- it is tried again.
begin;

select plan(12);
select maitred_test.open_restaurant();

create function pg_temp.pending(p_name text) returns maitred_internal.outbox_contents language sql as $$
    select c
    from maitred_internal.outbox_contents as c
    where c.booking_id = maitred_test.booking(p_name) and c.kind = 'modification_pending'
$$;
create function pg_temp.said(p_name text) returns text language sql as $$
    select concat_ws(
        ' ', c.payload ->> 'party_size',
        to_char((c.payload ->> 'start_at')::timestamptz at time zone 'Europe/Paris', 'DD HH24:MI'),
        c.payload ->> 'version', c.payload ->> 'guest_name', c.locale
    )
    from pg_temp.pending(p_name) as c
$$;

select maitred_test.seat('anna', '{T1}');
select maitred_test.seat('zoe', '{T4}');
select maitred.modify_booking(maitred_test.booking(n.name), p_start_at => maitred_test.at('20:00'))
from unnest(array['anna', 'zoe']) as n (name);
select is(pg_temp.said('anna'), '2 07 20:00 2 anna en', 'the first edit');
create temporary table before as
select (pg_temp.pending('anna')).*;
select maitred.modify_booking(
    maitred_test.booking('anna'), 3, maitred_test.at('21:00', 2), p_guest_name => 'Anna B', p_locale => 'fr'
);
select is(pg_temp.said('anna'), '3 09 21:00 3 Anna B fr', 'the second one, before the email has left');
select is(pg_temp.said('zoe'), '2 07 20:00 2 zoe en', 'other guests are told what they were');
select is(
    (select c.payload - '{guest_name,party_size,start_at,end_at,version}'::text [] from pg_temp.pending('anna') as c),
    (select b.payload - '{guest_name,party_size,start_at,end_at,version}'::text [] from before as b), 'the rest stays'
);
select is(
    (select c.expires_at from pg_temp.pending('anna') as c),
    (select b.end_at + interval '1 day' from maitred.bookings as b where b.id = maitred_test.booking('anna')),
    'it is of use until a day after the new end'
);
select is(
    (select c.message_id from pg_temp.pending('anna') as c), (select b.message_id from before as b),
    'it is the same message'
);

-- One that is tried again, and a dead one.
create temporary table claimed as
select c.* from maitred.claim_emails('w') as c;
select maitred.fail_email(c.email_id, c.claim_token, 'x', c.booking_id = maitred_test.booking('zoe'))
from claimed as c;
select maitred.modify_booking(maitred_test.booking(n.name), 4)
from unnest(array['anna', 'zoe']) as n (name);
select is(pg_temp.said('anna'), '4 09 21:00 4 Anna B fr', 'one that failed follows as well');
select is(pg_temp.said('zoe'), '4 07 20:00 3 zoe en', 'and a dead one, which a person may bring back');

update maitred_internal.outbox_ready set available_at = clock_timestamp();
select results_eq(
    'select c.payload ->> ''party_size'' from maitred.claim_emails(''w'') as c', 'values (''4'')',
    'this is what is sent'
);
select maitred.modify_booking(maitred_test.booking('anna'), 2);
select maitred.fail_email(c.email_id, c.claim_token, 'x', false)
from (
    select l.email_id, m.claim_token
    from maitred.list_emails('claimed') as l
    cross join maitred_internal.outbox_claims as m
) as c;
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select results_eq(
    'select c.payload ->> ''party_size'', c.attempt from maitred.claim_emails(''w'') as c', 'values (''2'', 3)',
    'what a worker had, and has to try again, follows what was changed meanwhile'
);

-- Emails of another kind, and of another cycle.
select maitred_test.seat('bert', '{T2}');
select maitred.modify_booking(maitred_test.booking('bert'), 3);
select maitred_internal.queue_email(b, k.kind, '{}', k.cycle)
from maitred.bookings as b
cross join (values ('house_attention', null), ('modification_pending', '')) as k (kind, cycle)
where b.id = maitred_test.booking('bert');
select maitred.modify_booking(maitred_test.booking('bert'), 4);
select results_eq(
    format(
        'select e.kind, c.payload ->> ''party_size'' from maitred.list_emails(''ready'', p_booking_id => %L) as e
        inner join maitred_internal.outbox_contents as c on e.email_id = c.email_id order by e.kind',
        maitred_test.booking('bert')
    ),
    $$ values ('house_attention', '4'), ('modification_pending', '4') $$,
    'whatever is unsent follows, and what an older cycle said is taken back'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
