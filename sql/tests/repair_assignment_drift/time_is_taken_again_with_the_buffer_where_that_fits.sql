begin;

select plan(10);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('next', '{T1}', 2, maitred_test.at('21:00'));
select maitred_test.seat('bob', '{T2}');
select maitred_test.seat('late', '{T2}', 2, maitred_test.at('21:30'));
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T7}'), maitred_test.at('18:00'), maitred_test.at('20:00')
);
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T8}'), maitred_test.at('18:00'), maitred_test.at('20:00')
);
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T4}'), maitred_test.at('18:00'), maitred_test.at('20:00')
);
select maitred_test.seat('before', '{T1}', 2, maitred_test.at('17:00'));
select maitred_test.seat('gone', '{T6}');
select maitred.seat_booking(maitred_test.booking('gone')), maitred.complete_booking(maitred_test.booking('gone'));
select maitred_test.seat('cid', '{T6}', 2, maitred_test.at('19:30'));
select maitred_test.book('dan');
update maitred.restaurants set buffer_after = interval '30 minutes';
savepoint sane;
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
update maitred.allocations set during = tstzrange(lower(during), maitred_test.at('19:00'))
where table_id = maitred_test.id('T4');
delete from maitred.allocations
where table_id in (maitred_test.id('T7'), maitred_test.id('T8'))
    or booking_id in (select maitred_test.booking(n.n) from unnest(array['before', 'ann', 'bob', 'cid']) as n (n));
set session_replication_role = origin;
select maitred_test.hold('dan', '{T7}', 'user');
select maitred_test.run_out('dan');
select maitred_test.seat('rival', '{T8}', 2, maitred_test.at('19:30'));

create temporary table told on commit drop as
select * from maitred_test.repair();
create function pg_temp.taken(p_table text)
returns setof tstzrange
language sql
as $$
    select l.during from maitred.allocations as l where l.table_id = maitred_test.id(p_table) order by l.during
$$;
select results_eq(
    $$ select * from pg_temp.taken('T1') $$,
    $$ values
    (tstzrange(maitred_test.at('17:00'), maitred_test.at('19:00'))),
    (tstzrange(maitred_test.at('19:00'), maitred_test.at('21:00'))),
    (tstzrange(maitred_test.at('21:00'), maitred_test.at('23:00'))) $$,
    'without the buffer, where the next party comes in it'
);
select results_eq(
    $$ select * from pg_temp.taken('T2') $$,
    $$ values
    (tstzrange(maitred_test.at('19:00'), maitred_test.at('21:30'))),
    (tstzrange(maitred_test.at('21:30'), maitred_test.at('23:30'))) $$,
    'with it, where that fits to the minute'
);
select results_eq(
    $$ select * from pg_temp.taken('T6') $$,
    $$ values (tstzrange(maitred_test.at('19:30'), maitred_test.at('22:00'))) $$,
    'where a party has left early, that is no history in the way'
);
select results_eq(
    $$ select * from pg_temp.taken('T7') $$,
    $$ values (tstzrange(maitred_test.at('18:00'), maitred_test.at('20:00'))) $$, 'nobody clears up after a block'
);
select is(maitred_test.takers_of('T7'), 'block', 'to which a hold that is over gives way');
select results_eq(
    $$ select * from pg_temp.taken('T4') $$,
    $$ values (tstzrange(maitred_test.at('18:00'), maitred_test.at('20:00'))) $$,
    'one that had a part of its time has all of it'
);
select results_eq(
    $$ select t.kind, t.before ->> 'table_id' from told as t where t.action = 'review' $$,
    $$ values ('block_without_allocation', maitred_test.id('T8')::text) $$,
    'a block does not take the table of guests who were given it meanwhile'
);
select is(maitred_test.takers_of('T8'), 'rival assignment', 'those keep it');
select is(
    maitred_internal.repair_block(
        row(
            'allocation_not_covering', maitred_test.id('restaurant'), null, maitred_test.id('T7'), '', '{}'
        )::maitred_internal.finding,
        maitred_test.id('pruned'), now()
    ),
    false, 'nor does one that was pruned meanwhile take any'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
