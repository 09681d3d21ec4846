begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.assign('anna', '{T1}', null, 'ann');
select maitred_test.book('ben');
select maitred_test.hold('ben', '{T2}', 'bob');
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T3}'), maitred_test.at('12:00'), maitred_test.at('20:00'),
    p_actor => maitred_test.id('boss')
);
select maitred_test.book('cid', 2);
update maitred.restaurants set require_adjacency = false, max_combined_tables = 5, max_spare_seats = 20;

select results_eq(
    $$select c.rule, c.severity, c.table_id, c.detail - 'until' - 'blocker_id' - 'start_at' - 'end_at'
    from maitred.check_table_assignment(maitred_test.booking('cid'), maitred_test.tables('{T1,T2,T3,T4}')) as c
    order by c.detail ->> 'table'$$,
    $$values
    ('free', 'block', maitred_test.id('T1'), jsonb_build_object(
        'table', 'T1', 'blocked_by', 'assignment', 'booking_id', maitred_test.booking('anna'),
        'reference', maitred_test.reference('anna'), 'party_size', 2,
        'held_by', maitred_test.id('ann')
    )),
    ('free', 'block', maitred_test.id('T2'), jsonb_build_object(
        'table', 'T2', 'blocked_by', 'hold', 'booking_id', maitred_test.booking('ben'),
        'reference', maitred_test.reference('ben'), 'party_size', 2, 'held_by', maitred_test.id('bob')
    )),
    ('free', 'block', maitred_test.id('T3'), jsonb_build_object(
        'table', 'T3', 'blocked_by', 'block', 'booking_id', null, 'reference', null, 'party_size', null,
        'held_by', maitred_test.id('boss')
    ))$$,
    'a row per table: what takes it, whose it is, and who did it'
);
select results_eq(
    $$select (c.detail ->> 'until')::timestamptz
    from maitred.check_table_assignment(maitred_test.booking('cid'), maitred_test.tables('{T1,T2,T3,T4}')) as c
    order by c.detail ->> 'table'$$,
    $$values
    (maitred_test.at('21:00')), ((select h.expires_at from maitred.table_holds as h)), (maitred_test.at('20:00'))$$,
    'until the end, a hold until it expires'
);
select is_empty(
    $$select * from maitred.check_table_assignment(
        maitred_test.booking('ben'), maitred_test.tables('{T2}'), p_user_id => maitred_test.id('bob')
    )$$,
    'one''s own hold for the same booking does not count'
);
select is(
    (
        select count(*)::int
        from maitred.check_table_assignment(maitred_test.booking('ben'), maitred_test.tables('{T2}')) as c
    ),
    1, 'it does for somebody else'
);
select is(
    (
        select count(*)::int
        from maitred.check_table_assignment(
            maitred_test.booking('cid'), maitred_test.tables('{T2}'), p_user_id => maitred_test.id('bob')
        ) as c
    ),
    1, 'and for another booking of the same user'
);
select maitred_test.run_out('ben');
select is_empty(
    'select * from maitred.check_table_assignment(maitred_test.booking(''cid''), maitred_test.tables(''{T2}''))',
    'an expired hold is in nobody''s way'
);
update maitred.restaurants set buffer_after = '30 min';
select maitred_test.book('dora', 2, maitred_test.at('17:00'));
select is(
    (
        select c.rule
        from maitred.check_table_assignment(maitred_test.booking('dora'), maitred_test.tables('{T1}')) as c
    ),
    'free', 'the buffer of the booking reaches into the next one'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
