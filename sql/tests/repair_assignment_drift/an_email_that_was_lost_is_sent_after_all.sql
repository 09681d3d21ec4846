begin;

select plan(10);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');
select maitred_test.book(n.name)
from unnest(array['ann', 'bob', 'cid', 'dan']) as n (name);
select maitred_test.book('old', 2, clock_timestamp() - interval '20 days');
create temporary table claimed as
select c.*, c.payload ->> 'guest_name' as name from maitred.claim_emails('w') as c;
select maitred.fail_email(c.email_id, c.claim_token, '450', false) from claimed as c where c.name = 'ann';
select maitred.complete_email(c.email_id, c.claim_token) from claimed as c where c.name = 'cid';

-- Ann's was tried once, bob's is with a worker, cid's was sent, dan's is in the queue although a worker has it.
delete from maitred_internal.outbox_ready;
delete from maitred_internal.outbox_claims;
delete from maitred_internal.outbox_leases;
insert into maitred_internal.outbox_ready (lane, available_at, email_id, written_at, booking_id)
select 'prompt', clock_timestamp(), k.email_id, k.written_at, k.booking_id
from claimed as c
inner join maitred_internal.outbox_keys as k on c.email_id = k.email_id
where c.name in ('cid', 'dan');
select results_eq(
    'select c.name, f.kind, f.detail ->> ''places'' from maitred.find_assignment_drift() as f
    inner join claimed as c on c.booking_id = f.booking_id order by 1',
    $$ values ('ann', 'email_lost', '[]'), ('bob', 'email_lost', '[]'), ('cid', 'email_lost', '["ready", "sent"]') $$,
    'two are in no place, one is in the queue after it was sent'
);
select is_empty(
    $$ select * from maitred.find_assignment_drift(maitred_test.id('other')) $$, 'other restaurants lose none'
);
select results_eq(
    $$ select e ->> 'state' from maitred_internal.explain_emails((
        select b from maitred.bookings as b where b.id = maitred_test.booking('ann')
    )) as j, jsonb_array_elements(j) as e $$,
    $$ values ('lost') $$, 'explain_booking says so'
);

create temporary table before as
select maitred_test.everything() as rows;
select is_empty(
    'select f.kind from maitred.repair_assignment_drift() as f where f.kind <> ''email_lost''',
    'a dry run tells the same'
);
create temporary table repaired as
select f.* from maitred.repair_assignment_drift(
    p_restaurant_id => maitred_test.id('restaurant'), p_dry_run => false
) as f;
select results_eq(
    'select r.action, r.row_ref from repaired as r where r.row_ref not like ''bookings:%'' order by r.row_ref',
    format(
        $$ values ('review', 'outbox_keys:%s'), ('insert', 'outbox_ready:%s'), ('insert', 'outbox_ready:%s') $$,
        (select c.email_id from claimed as c where c.name = 'cid'),
        (select c.email_id from claimed as c where c.name = 'ann'),
        (select c.email_id from claimed as c where c.name = 'bob')
    ),
    'those in no place wait again, the other one needs review'
);

savepoint repaired;
select maitred.undo_repair(r.repair_id) from repaired as r limit 1;
select is(
    (select maitred_test.everything() - 'events'), (select b.rows - 'events' from before as b), 'which can be undone'
);
rollback to repaired;

delete from maitred_internal.outbox_ready where booking_id = maitred_test.booking('cid');
select results_eq(
    'select c.payload ->> ''guest_name'', c.attempt from maitred.claim_emails(''w'') as c order by 1',
    $$ values ('ann', 2), ('bob', 1), ('dan', 1) $$, 'they are sent, and what was tried counts'
);
select throws_ok(
    format('select maitred.undo_repair(%L)', (select distinct r.repair_id from repaired as r)), 'MD204', null,
    'a worker has them, so that the repair cannot be undone any more'
);
delete from maitred_internal.outbox_contents where booking_id = maitred_test.booking('ann');
delete from maitred_internal.outbox_claims;
select results_eq(
    'select f.action, f.row_ref from maitred.repair_assignment_drift(null, maitred_test.id(''restaurant''), false) as f
    where f.row_ref not like ''bookings:%'' and f.row_ref not like ''outbox_ready:%''',
    format($$ values ('review', 'outbox_keys:%s') $$, (select c.email_id from claimed as c where c.name = 'ann')),
    'one whose content is gone is not queued'
);
delete from maitred_internal.outbox_keys where booking_id = maitred_test.booking('ann');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
