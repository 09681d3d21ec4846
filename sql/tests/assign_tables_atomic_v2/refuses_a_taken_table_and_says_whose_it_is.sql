begin;

select plan(9);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.book('ben');
select maitred_test.hold('ben', '{T2}', 'bob');
select
    maitred.block_tables(
        maitred_test.id('restaurant'), maitred_test.tables('{T7}'), maitred_test.at('18:00'), maitred_test.at('19:30')
    );
select maitred_test.book('cid');
create temporary table before as select maitred_test.everything() as was;
create function pg_temp.detail(p_table text) returns jsonb language sql as $$
    select maitred_test.refusal(format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L)', maitred_test.booking('cid'),
        array[maitred_test.id(p_table)]
    )) #- '{detail,taken}' -> 'detail'
$$;

select is(
    pg_temp.detail('T1'),
    jsonb_build_object(
        'code',
        'table_overlap',
        'booking_id',
        maitred_test.booking('cid'),
        'table_id',
        maitred_test.id('T1'),
        'table',
        'T1',
        'reference', maitred_test.reference('anna'), 'party_size', 2,
        'blocked_by', 'assignment', 'blocker_id', maitred_test.booking('anna'), 'start_at', '2031-06-07T17:00:00+00:00',
        'end_at',
        '2031-06-07T19:00:00+00:00',
        'until',
        '2031-06-07T19:00:00+00:00',
        'until_local',
        '2031-06-07 21:00:00'
    ),
    'an assignment, whose, and until when'
);
select is(
    pg_temp.detail('T2') - 'until' - 'until_local' - 'start_at' - 'end_at',
    jsonb_build_object(
        'code',
        'table_overlap',
        'booking_id',
        maitred_test.booking('cid'),
        'table_id',
        maitred_test.id('T2'),
        'table',
        'T2',
        'reference', maitred_test.reference('ben'), 'party_size', 2,
        'blocked_by', 'hold', 'blocker_id', maitred_test.hold_of('ben', 'bob')
    ),
    'a hold'
);
select is(
    (pg_temp.detail('T2') ->> 'until')::timestamptz,
    (select h.expires_at from maitred.table_holds as h), 'until it expires'
);
select is(pg_temp.detail('T7') ->> 'blocked_by', 'block', 'a block');
select is(
    maitred_test.refusal($$select maitred_test.assign('cid', '{T1}')$$) ->> 'message',
    format('T1 is taken by %s, party of 2, until 21:00', maitred_test.reference('anna')),
    'the message says it on the clock of the restaurant'
);
select matches(
    maitred_test.refusal($$select maitred_test.assign('cid', '{T2}')$$) ->> 'message',
    format('^T2 is held for %s, party of 2, until 20[0-9-]{8} [0-9:]{5}$', maitred_test.reference('ben')),
    'with the date when it is another day'
);
select is(
    maitred_test.refusal($$select maitred_test.assign('cid', '{T7}')$$) ->> 'message',
    'T7 is blocked until 19:30', 'and that it is out of service'
);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
