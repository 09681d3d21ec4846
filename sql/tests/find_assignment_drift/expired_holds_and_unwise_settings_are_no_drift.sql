begin;

select plan(8);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T3,T4}', 7);
select maitred_test.book('bob');
select maitred.propose_manual_assignment(
    maitred_test.booking('bob'), maitred_test.tables('{T8}'), maitred_test.id('user')
);

update maitred.restaurants set buffer_after = interval '30 minutes';
delete from maitred.table_adjacencies;
select is_empty(
    'select * from maitred.find_assignment_drift()',
    'a combination that is not connected any more and another buffer are no drift'
);
select set_eq(
    'select f.advice from maitred.find_unwise_assignments() as f',
    array['not_connected', 'other_buffer'],
    'but advice'
);

set session_replication_role = replica;
update maitred.table_holds set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour';
update maitred.manual_assignment_sessions set hold_expires_at = hold_expires_at - interval '1 hour';
update maitred.allocations
set expires_at = expires_at - interval '1 hour', during = tstzrange(lower(during) + interval '1 hour', upper(during))
where kind = 'hold';
set session_replication_role = origin;
select is_empty(
    'select * from maitred.find_assignment_drift()', 'a hold that is over and has not all of its time is no drift'
);

set session_replication_role = replica;
delete from maitred.allocations where kind = 'hold';
set session_replication_role = origin;
select is_empty(
    'select * from maitred.find_assignment_drift()', 'a hold that is over and lost its allocation is no drift'
);

select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T7}'),
    maitred_test.at('18:00', -3650), maitred_test.at('20:00', -3650)
);
set session_replication_role = replica;
delete from maitred.allocations where kind = 'block';
set session_replication_role = origin;
select is_empty('select * from maitred.find_assignment_drift()', 'nor is such a block');

select maitred_test.book('cid', 2, clock_timestamp() - interval '1 minute');
select is_empty(
    $$ select * from maitred_internal.assignment_jobs where booking_id = maitred_test.booking('cid') $$,
    'a booking that was written after its start has no job'
);
select is_empty('select * from maitred.find_assignment_drift()', 'and needs none');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
