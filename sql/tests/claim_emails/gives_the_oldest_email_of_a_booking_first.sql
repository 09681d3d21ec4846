begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_internal.queue_email(b, 'house_attention')
from maitred.bookings as b;
select maitred_test.book('bert');
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w') as c;
select results_eq(
    'select payload ->> ''guest_name'', kind, attempt from claimed order by email_id',
    'values (''anna'', ''booking_confirmed'', 1), (''bert'', ''booking_requested'', 1)',
    'one email of each booking, the oldest'
);
select is_empty('select * from maitred.claim_emails(''w2'')', 'the next one waits while it is in flight');
select
    is(
        (select count(*)::int from maitred_internal.outbox_ready where available_at > clock_timestamp()),
        1,
        'and is moved back a little'
    );
select maitred.complete_email(p_email_id => c.email_id, p_claim_token => c.claim_token)
from claimed as c;
update maitred_internal.outbox_ready
set available_at = clock_timestamp();
select results_eq(
    'select kind from maitred.claim_emails(''w2'')', 'values (''house_attention'')', 'then it is its turn'
);
select is(
    (select count(distinct c.message_id)::int from claimed as c where c.message_id like '<%@maitred.invalid>'), 2,
    'each has a Message-ID of its own'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
