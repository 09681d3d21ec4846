begin;

select plan(9);
select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.seat('ann', '{T1,T2}', 4);
select maitred_test.book('bob');
select maitred_test.seat('cid', '{T5}', 5);
select maitred.modify_booking(maitred_test.booking('cid'), p_party_size => 6);
select maitred.assign_tables_atomic_v2(maitred_test.booking('ann'), maitred_test.tables('{T3}'), 'key');
select maitred_test.assign('ann', '{T1,T2}', 'kept');
select maitred.propose_manual_assignment(
    maitred_test.booking('bob'), maitred_test.tables('{T8}'), maitred_test.id('user')
);
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T7}'), maitred_test.at('18:00'), maitred_test.at('20:00')
);
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred.allocations where kind in ('hold', 'block') or table_id = maitred_test.id('T3');
delete from maitred.booking_table_assignments where table_id = maitred_test.id('T3');
delete from maitred_internal.assignment_jobs where booking_id = maitred_test.booking('cid');
delete from maitred_internal.outbox_keys where kind = 'modification_pending';
insert into maitred_internal.assignment_jobs (restaurant_id, booking_id, run_at, created_at)
select b.restaurant_id, b.id, now(), now() from maitred.bookings as b where b.id = maitred_test.booking('ann');
set session_replication_role = origin;

select set_eq(
    $$ select f.kind from maitred_test.repair() as f where f.action = 'review' $$,
    array[]::text [], 'nothing needs review'
);
select is_empty('select * from maitred.table_holds', 'the hold is given up');
select is(
    (select s.status::text from maitred.manual_assignment_sessions as s), 'PROPOSED', 'its session proposes again'
);
select is(
    (select count(*) from maitred.allocations as l where l.kind = 'block'), 1::bigint, 'the block takes its time again'
);
select results_eq(
    'select i.idempotency_key::text from maitred_internal.booking_assignment_idempotency as i', array['kept'],
    'the key of a table that is gone is free, and no other'
);
select results_eq(
    'select j.booking_id from maitred_internal.assignment_jobs as j order by j.email_mode',
    $$ values (maitred_test.booking('cid')), (maitred_test.booking('bob')) $$,
    'the required job is there, that which is not is gone'
);
select is(
    (select count(*) from maitred_internal.outbox_keys as k where k.kind = 'modification_pending'), 1::bigint,
    'the required email is written'
);
select lives_ok(
    $$ select maitred.assign_tables_atomic_v2(maitred_test.booking('ann'), maitred_test.tables('{T3}'), 'key') $$,
    'the key can be used again'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
