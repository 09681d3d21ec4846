begin;

select plan(8);
select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;

create function pg_temp.claims() returns setof text language sql as $$
    select c.payload ->> 'guest_name' || ' ' || c.kind || ' ' || (c.payload ->> 'party_size')
    from maitred.claim_emails('w') as c order by 1
$$;
create function pg_temp.job() returns boolean language sql as $$
    select count(*) > 0 from maitred.run_assignment_job()
$$;

select maitred_test.book('anna');
select maitred.modify_booking(maitred_test.booking('anna'), 3, p_notify => false);
select pg_temp.job();
select results_eq(
    'select * from pg_temp.claims()', $$ values ('anna modification_confirmed 3') $$,
    'a request that was not sent yet is answered'
);
select maitred_test.settle_as_sent();

select maitred_test.book('bert');
select results_eq('select * from pg_temp.claims()', $$ values ('bert booking_requested 2') $$, 'the guest waits');
select maitred_test.settle_as_sent();
select maitred.modify_booking(maitred_test.booking('bert'), 3, p_notify => false);
select pg_temp.job();
select results_eq(
    'select * from pg_temp.claims()', $$ values ('bert modification_confirmed 3') $$, 'one that was sent, too'
);
select maitred_test.settle_as_sent();

-- An edit that is looked into is in a worker's hands while it is answered, and taken back.
select maitred.modify_booking(maitred_test.booking('bert'), 4);
select results_eq('select * from pg_temp.claims()', $$ values ('bert modification_pending 4') $$, 'in flight');
select pg_temp.job();
select maitred.cancel_booking(maitred_test.booking('bert'), p_notify => false);
select maitred_test.settle_as_sent();
select results_eq(
    'select * from pg_temp.claims()', $$ values ('bert booking_cancelled 4') $$, 'the guest hears how it ended'
);
select maitred_test.settle_as_sent();

-- What the restaurant was asked to look at is over.
select maitred_test.book('carl', 2);
select maitred_internal.queue_email(b, 'house_attention')
from maitred.bookings as b where b.id = maitred_test.booking('carl');
select maitred_internal.change_status(b, 'pending_allocation', clock_timestamp(), null, 'nothing fits')
from maitred.bookings as b where b.id = maitred_test.booking('carl');
select maitred_test.assign('carl', '{T4}');
select results_eq(
    'select * from pg_temp.claims()', $$ values ('carl booking_confirmed 2') $$, 'nobody is sent to look for a table'
);
select is(maitred_test.status_of('carl'), 'confirmed', 'that is there');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
