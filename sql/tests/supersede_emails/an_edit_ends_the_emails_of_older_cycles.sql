begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_party_size => 3);
create function pg_temp.kinds() returns text language sql as $$
    select string_agg(k.kind, ' ' order by k.email_id)
    from maitred_internal.outbox_ready as r
    inner join maitred_internal.outbox_keys as k on r.email_id = k.email_id
$$;
select is(pg_temp.kinds(), 'modification_pending', 'request and confirmation are not true any more');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_party_size => 4);
select is(pg_temp.kinds(), 'modification_pending', 'the cycle stays, and so does its email');
select maitred_internal.supersede_emails(b, array['review_request'])
from maitred.bookings as b;
select is(pg_temp.kinds(), 'modification_pending', 'other kinds stay');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
