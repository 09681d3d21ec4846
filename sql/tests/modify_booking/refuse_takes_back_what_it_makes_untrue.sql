-- An edit that moves immediately closes an open cycle: nobody is told any more that it is pending.
begin;

select plan(6);
select maitred_test.open_restaurant();

create function pg_temp.mails(p_name text) returns setof text language sql as $$
    select l.kind || ' ' || l.state
    from maitred.list_emails(p_booking_id => maitred_test.booking(p_name)) as l
    where l.kind like 'modification%' or l.kind = 'house_attention'
    order by l.email_id, l.state
$$;
create function pg_temp.move(p_name text, p_at time) returns text language sql as $$
    select b.status::text
    from maitred.modify_booking(
        maitred_test.booking(p_name), p_start_at => maitred_test.at(p_at), p_if_unavailable => 'refuse'
    ) as b
$$;

select maitred_test.seat('anna', '{T1}');
select maitred.modify_booking(maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select maitred_internal.queue_email(b, 'house_attention')
from maitred.bookings as b;
select is(pg_temp.move('anna', '21:00'), 'confirmed', 'moved immediately');
select results_eq(
    'select pg_temp.mails(''anna'')',
    $$ values ('modification_pending superseded'), ('house_attention superseded'), ('modification_confirmed ready') $$,
    'what was not sent about the cycle is taken back'
);

select maitred_test.seat('bert', '{T2}');
select maitred.modify_booking(maitred_test.booking('bert'), p_start_at => maitred_test.at('20:00'));
create temporary table claimed as
select c.*
from maitred.claim_emails('w') as c
where c.booking_id = maitred_test.booking('bert');
select is(pg_temp.move('bert', '21:00'), 'confirmed', 'moved while a worker has the email');
select results_eq(
    'select pg_temp.mails(''bert'')',
    $$ values ('modification_pending claimed'), ('modification_confirmed ready') $$, 'it is left to the worker'
);
select maitred.fail_email(c.email_id, c.claim_token, '450', false)
from claimed as c;
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select results_eq(
    format('select kind from maitred.claim_emails(''w'') where booking_id = %L', maitred_test.booking('bert')),
    'values (''modification_confirmed'')', 'and not tried again'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
