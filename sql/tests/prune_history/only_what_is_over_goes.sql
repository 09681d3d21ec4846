begin;

select plan(13);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}', 2, maitred_test.at('19:00', -3650));
select maitred_test.seat('bob', '{T2}', 2, maitred_test.at('19:00', -3650));
select maitred_test.seat('cid', '{T3}', 4, maitred_test.at('19:00', -3650));
select maitred_test.seat('dan', '{T3}', 4);
select maitred.cancel_booking(maitred_test.booking('ann'), p_source => 'guest');
select maitred.seat_booking(maitred_test.booking('bob')), maitred.complete_booking(maitred_test.booking('bob'));
select maitred.cancel_booking(maitred_test.booking('dan'), p_source => 'guest');
select maitred_test.book('eve', 2, maitred_test.at('19:00', -3650));
select maitred.cancel_booking(maitred_test.booking('eve'), p_source => 'guest');
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T7}'),
    maitred_test.at('18:00', -3650), maitred_test.at('20:00', -3650)
);
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.bookings set updated_at = updated_at - interval '1 year' where id <> maitred_test.booking('eve');
update maitred.observability_events set occurred_at = occurred_at - interval '1 year';
set session_replication_role = origin;

create temporary table planned on commit drop as
select * from maitred.plan_pruning('6 months');
select results_eq(
    $$ select p.relation, p.rows from planned as p
    where p.relation in ('bookings', 'booking_table_assignments', 'table_blocks') order by p.relation $$,
    $$ values ('booking_table_assignments', 1::bigint), ('bookings', 2), ('table_blocks', 1) $$,
    'the plan says what would go'
);
create function pg_temp.stays() returns jsonb language sql as $$
    select jsonb_agg(s.data order by s.data::text)
    from (
        select to_jsonb(a) as data from maitred.booking_table_assignments as a
        where a.booking_id in (maitred_test.booking('cid'), maitred_test.booking('dan'))
        union all
        select to_jsonb(l) from maitred.allocations as l
        where l.booking_id in (maitred_test.booking('cid'), maitred_test.booking('dan'))
        union all
        select to_jsonb(k) from maitred_internal.outbox_keys as k
        where k.booking_id in (maitred_test.booking('cid'), maitred_test.booking('dan'))
        union all
        select to_jsonb(e) from maitred.observability_events as e
        where e.booking_id in (maitred_test.booking('cid'), maitred_test.booking('dan'))
    ) as s
$$;
create temporary table kept on commit drop as
select pg_temp.stays() as was;
create temporary table pruned on commit drop as
select * from maitred.prune_history('6 months');
select is_empty(
    'select p.relation, p.rows from planned as p except select g.relation, g.rows from pruned as g',
    'what was planned went'
);
select set_eq(
    'select g.relation, g.rows from pruned as g where g.rows > 0',
    'select p.relation, p.rows from planned as p where p.rows > 0',
    'and nothing else'
);
select is(pg_temp.stays(), (select k.was from kept as k), 'nothing of the others is gone');
select is_empty('select * from maitred.table_blocks', 'the block is');
select set_eq(
    'select b.id from maitred.bookings as b',
    $$ values (maitred_test.booking('cid')), (maitred_test.booking('dan')), (maitred_test.booking('eve')) $$,
    'a confirmed booking stays however old, what is still to come, and what was touched recently'
);
select is(maitred_test.mails_of('eve'), 'booking_requested booking_cancelled', 'with all that belongs to it');
select is_empty(
    $$ select * from maitred_internal.outbox_keys as k
    where k.booking_id in (maitred_test.booking('ann'), maitred_test.booking('bob')) $$,
    'their emails go'
);
select is_empty(
    $$ select * from maitred.observability_events as e
    where e.booking_id in (maitred_test.booking('ann'), maitred_test.booking('bob')) $$,
    'and their events'
);
select is(
    (select sum(g.rows) from maitred.prune_history('6 months') as g), 0::numeric, 'nothing is left to prune'
);
select throws_ok($$ select maitred.prune_history('1 hour') $$, '22023', null, 'an hour is no history');
select throws_ok($$ select maitred.plan_pruning(null) $$, '22023', null, 'nor is null');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
