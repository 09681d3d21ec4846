begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_internal.queue_email(b, 'house_attention')
from maitred.bookings as b;
create temporary table claimed as
select c.* from maitred.claim_emails(p_worker => 'w') as c;
select is(
    (
        select
            maitred.fail_email(
                p_email_id => c.email_id, p_claim_token => c.claim_token, p_error => '450 later', p_permanent => false
            )
        from claimed as c
    ),
    'ready', 'the first is tried again later'
);
select is_empty('select * from maitred.claim_emails(''w'')', 'so the second waits');
select is(
    (select count(distinct available_at)::int from maitred_internal.outbox_ready), 1, 'until the first is due'
);
update maitred_internal.outbox_ready
set available_at = clock_timestamp();
select results_eq(
    'select kind, attempt from maitred.claim_emails(''w'')', 'values (''booking_confirmed'', 2)', 'the first goes first'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
