-- outbox_claims is not read from end to end: behind an old transaction its dead rows are a page each. Seen here by a
-- claim that has no lease: nobody finds it.
begin;

select plan(11);
select maitred_test.open_restaurant();

create function pg_temp.in_flight() returns numeric language sql as $$
    select m.value from maitred.email_metrics() as m where m.name = 'emails_in_flight'
$$;
create function pg_temp.state(p_email_id bigint) returns text language sql as $$
    select maitred.show_email(p_email_id) ->> 'state'
$$;

select maitred_test.book('anna');
select maitred_test.book('bert');
create temporary table claimed as
select c.* from maitred.claim_emails('w') as c;
create temporary table of_anna as
select c.* from claimed as c where c.booking_id = maitred_test.booking('anna');
create temporary table lease as
select l.claim_token from maitred_internal.outbox_leases as l;

select is(pg_temp.in_flight(), 2::numeric, 'email_metrics counts them');
select maitred.complete_email(c.email_id, c.claim_token)
from claimed as c
where c.booking_id <> maitred_test.booking('anna');
select is(pg_temp.in_flight(), 1::numeric, 'those without a result');
select is((select count(*)::int from maitred.list_emails('claimed')), 1, 'list_emails lists them');
select is((select pg_temp.state(a.email_id) from of_anna as a), 'claimed', 'show_email shows them');

delete from maitred_internal.outbox_leases;
select is(pg_temp.in_flight(), 0::numeric, 'email_metrics goes by leases');
select is_empty('select * from maitred.list_emails(''claimed'')', 'list_emails does');
select is((select pg_temp.state(a.email_id) from of_anna as a), null::text, 'show_email does');
select maitred.modify_booking(maitred_test.booking('anna'), p_guest_email => 'new@example.org');
select is(
    (
        select c.recipient::text
        from maitred_internal.outbox_contents as c
        where c.email_id in (select a.email_id from of_anna as a)
    ),
    'anna@example.org', 'a corrected address does'
);
select maitred.cancel_booking(maitred_test.booking('anna'));
select is_empty('select * from maitred_internal.outbox_superseded', 'a cancellation does');

insert into maitred_internal.outbox_leases (claim_token) select l.claim_token from lease as l;
select is((select pg_temp.state(a.email_id) from of_anna as a), 'claimed', 'with its lease it is there again');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
