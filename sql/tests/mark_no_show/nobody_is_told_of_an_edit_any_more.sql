begin;

select plan(5);
select maitred_test.open_restaurant();

create function pg_temp.claims() returns table (kind text) language sql as $$
    select c.kind from maitred.claim_emails('w') as c order by 1
$$;

-- Each was edited, has a table again, and was told neither.
select maitred_test.seat('quiet', '{T1}');
select maitred_test.seat('loud', '{T2}');
select pg_temp.claims();
select maitred.settle_emails(c.claim_token, (
    select jsonb_agg(jsonb_build_object('email_id', e.id, 'outcome', 'sent')) from unnest(c.email_ids) as e (id)
))
from maitred_internal.outbox_claims as c;
select maitred.modify_booking(maitred_test.booking(n.name), p_party_size => 1)
from unnest('{quiet,loud}'::text []) as n (name);
select maitred_test.assign('quiet', '{T1}');
select maitred_test.assign('loud', '{T2}');

select maitred.mark_no_show(maitred_test.booking('quiet'));
select maitred.mark_no_show(maitred_test.booking('loud'), p_notify => true);
select is_empty('select * from pg_temp.claims()', 'nobody is looking for a table for who did not come');
select results_eq(
    $$ select n.name, e.kind, e.state
    from maitred.list_emails() as e inner join maitred_test.names as n on n.id = e.booking_id
    where e.kind like 'modification%' order by 1, 2 $$,
    $$ values ('loud', 'modification_confirmed', 'superseded'), ('loud', 'modification_pending', 'superseded'),
    ('quiet', 'modification_confirmed', 'scheduled'), ('quiet', 'modification_pending', 'superseded') $$,
    'what was not sent of the table waits for the next one, unless that is told by itself'
);
select maitred_test.assign('quiet', '{T1}');
select results_eq('select * from pg_temp.claims()', $$ values ('modification_confirmed') $$, 'and leaves with it');
select maitred_test.assign('loud', '{T2}');
select results_eq('select * from pg_temp.claims()', $$ values ('booking_confirmed') $$, 'or another one does');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
