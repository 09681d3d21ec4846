begin;

select plan(13);
select maitred_test.open_restaurant();

create function pg_temp.claims() returns setof text language sql as $$
    select c.payload ->> 'guest_name' || ' ' || c.kind from maitred.claim_emails('w') as c order by 1
$$;
select maitred_test.seat(n.name, array[n.of])
from (values ('anna', 'T1'), ('bert', 'T2'), ('carl', 'T3'), ('dora', 'T4')) as n (name, of);
select maitred.unassign_tables_atomic(maitred_test.booking('anna'));
select maitred.mark_no_show(maitred_test.booking('bert'));
select maitred.mark_no_show(maitred_test.booking('carl'), p_notify => true);
select results_eq(
    'select * from pg_temp.claims()', $$ values ('dora booking_confirmed') $$, 'nobody is told of a table that is gone'
);
select maitred_test.assign('anna', '{T1}');
select maitred_test.assign('bert', '{T2}');
select results_eq(
    'select * from pg_temp.claims()', $$ values ('anna booking_confirmed'), ('bert booking_confirmed') $$,
    'the next one is told of'
);
select is_empty('select * from pg_temp.claims()', 'once');
select is(maitred_test.assign('carl', '{T3}'), 'T3', 'who came late and is to be told');
select results_eq('select * from pg_temp.claims()', $$ values ('carl booking_confirmed') $$, 'is told, once');

-- While workers have them: what comes back waits.
select maitred.unassign_tables_atomic(maitred_test.booking(n.n)) from unnest(array['anna', 'bert', 'carl']) as n (n);
select maitred.release_email_claim(c.claim_token)
from maitred_internal.outbox_claims as c where maitred_test.booking('anna') = any(c.booking_ids);
select maitred.settle_emails(c.claim_token, (
    select jsonb_agg(jsonb_build_object('email_id', i.i, 'outcome', 'failed')) from unnest(c.email_ids) as i (i)
))
from maitred_internal.outbox_claims as c where maitred_test.booking('carl') = any(c.booking_ids);
update maitred_internal.outbox_ready set available_at = clock_timestamp() where lane = 'prompt';
select is_empty('select * from pg_temp.claims()', 'what a worker gave back or could not send waits for a table');
select maitred_test.assign('anna', '{T1}');
select results_eq('select * from pg_temp.claims()', $$ values ('anna booking_confirmed') $$, 'with one it leaves');
select maitred.cancel_booking(maitred_test.booking('carl'), p_notify => false);
select is(
    (select count(*)::int from maitred_internal.outbox_ready as r where r.booking_id = maitred_test.booking('carl')), 0,
    'and ends with the booking'
);

-- Dead ones are brought back only as far as they are true.
select maitred.settle_emails(c.claim_token, (
    select jsonb_agg(jsonb_build_object('email_id', i.i, 'outcome', 'dead')) from unnest(c.email_ids) as i (i)
))
from maitred_internal.outbox_claims as c;
select maitred_test.assign('bert', '{T2}');
select maitred_test.send_emails();
select maitred.unassign_tables_atomic(maitred_test.booking('anna'));
select is(maitred.retry_dead_emails(), 2, 'a dead confirmation comes back without a table');
select results_eq('select * from pg_temp.claims()', $$ values ('dora booking_confirmed') $$, 'but is not sent');
select maitred_test.assign('anna', '{T1}');
select results_eq('select * from pg_temp.claims()', $$ values ('anna booking_confirmed') $$, 'until there is one');
update maitred_internal.outbox_contents set expires_at = clock_timestamp();
select maitred.unassign_tables_atomic(maitred_test.booking('bert'));

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select is(maitred_test.mails_of('bert'), 'booking_requested booking_confirmed', 'who was told is not told again');
select * from finish();
rollback;
