begin;

select plan(12);
select maitred_test.open_restaurant();
update maitred.installation set request_email_delay = default;
select is(
    (select i.request_email_delay::interval from maitred.installation as i), interval '20 seconds', 'it is 20 seconds'
);

select maitred_test.book('anna');
select cmp_ok(
    (select r.available_at from maitred_internal.outbox_ready as r), '>', clock_timestamp() + interval '15 seconds',
    'a request waits'
);
select is((select r.lane::text from maitred_internal.outbox_ready as r), 'prompt', 'among the answers');
select is_empty('select * from maitred.claim_emails(''w'')', 'no worker gets it');
select maitred_test.assign('anna', '{T1}');
select results_eq(
    'select c.kind from maitred.claim_emails(''w'') as c', $$ values ('booking_confirmed') $$,
    'a table in that time makes one email of it'
);
select results_eq(
    'select e.kind from maitred.list_emails(''superseded'') as e', $$ values ('booking_requested') $$, 'it ends there'
);

select maitred_test.book('bert');
select maitred.modify_booking(maitred_test.booking('bert'), 3);
select results_eq(
    'select c.kind from maitred.claim_emails(''w'') as c', $$ values ('modification_pending') $$,
    'what an edit has to say leaves immediately'
);

-- One that a worker has is not tried again once there is a table; one that was sent is left alone.
update maitred.installation set request_email_delay = '0 seconds';
select maitred_test.book('carl');
select maitred_test.book('dora');
create temporary table claimed as
select c.* from maitred.claim_emails('w') as c;
select maitred.complete_email(c.email_id, c.claim_token) from claimed as c where c.payload ->> 'guest_name' = 'dora';
select maitred_test.assign('carl', '{T3}');
select maitred_test.assign('dora', '{T4}');
select maitred.fail_email(c.email_id, c.claim_token, '450', false) from claimed as c
where c.payload ->> 'guest_name' = 'carl';
update maitred_internal.outbox_ready set available_at = clock_timestamp();
select results_eq(
    'select c.payload ->> ''guest_name'', c.kind from maitred.claim_emails(''w'') as c order by 1',
    $$ values ('carl', 'booking_confirmed'), ('dora', 'booking_confirmed') $$, 'confirmations leave'
);
select results_eq(
    format(
        'select e.kind from maitred.list_emails(''superseded'', p_booking_id => %L) as e', maitred_test.booking('carl')
    ),
    $$ values ('booking_requested') $$, 'a request that failed before is not tried again'
);

select throws_ok(
    format('update maitred.installation set request_email_delay = %L', w.delay), '23514', null,
    format('%s is refused', w.delay)
)
from unnest(array['-1 second', '11 minutes']) as w (delay);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
