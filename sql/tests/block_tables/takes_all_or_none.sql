begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.book('ben');
select maitred_test.hold('ben', '{T2}', 'bob');
select maitred_test.book('cid');
select maitred_test.hold('cid', '{T3}', 'cid');
select maitred_test.run_out('cid');
select maitred.block_tables(
    p_restaurant_id => maitred_test.id('restaurant'), p_table_ids => maitred_test.tables('{T4}'),
    p_start_at => maitred_test.at('18:00'), p_end_at => maitred_test.at('20:00')
);
create temporary table before as select maitred_test.everything() as was;
create function pg_temp.refused(p_table text, p_start time) returns jsonb language sql as $$
    select maitred_test.refusal(format(
        'select maitred.block_tables(p_restaurant_id => %L, p_table_ids => %L, p_start_at => %L, p_end_at => %L)',
        maitred_test.id('restaurant'), maitred_test.tables(array['T7', p_table]),
        maitred_test.at(p_start), maitred_test.at('22:00')
    ))
$$;

select is(
    pg_temp.refused('T1', '20:59') -> 'detail' ->> 'blocker_id', maitred_test.booking('anna')::text,
    'a booking in the way is named'
);
select is(
    pg_temp.refused('T2', '20:00') -> 'detail' ->> 'blocker_id',
    maitred_test.hold_of('ben', 'bob')::text,
    'a live hold too'
);
select is(pg_temp.refused('T4', '19:00') -> 'detail' ->> 'blocked_by', 'block', 'and another block');
select is(pg_temp.refused('T4', '19:00') ->> 'sqlstate', 'MD201', 'as MD201');
select is(
    maitred_test.everything(), (select b.was from before as b), 'the free table of each call is not blocked either'
);
select is(
    pg_temp.refused('T1', '21:00'), null, 'from the end of the booking on it is free'
);
select is(
    maitred_test.refusal(format(
        'select maitred.block_tables(p_restaurant_id => %L, p_table_ids => %L, p_start_at => %L, p_end_at => %L)',
        maitred_test.id('restaurant'), maitred_test.tables('{T3}'), maitred_test.at('19:00'), maitred_test.at('21:00')
    )),
    null, 'an expired hold is not in the way'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
