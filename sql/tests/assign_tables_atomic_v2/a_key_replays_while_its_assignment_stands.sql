begin;

select plan(14);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 4);
select maitred_test.assign('anna', '{T1,T2}', 'k');
create temporary table before as select maitred_test.everything() as was;
create function pg_temp.again(p_tables text [], p_more text default '') returns text language sql as $$
    select coalesce(maitred_test.refusal(format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L, p_idempotency_key => %L%s)',
        maitred_test.booking('anna'), maitred_test.tables(p_tables), 'k', p_more
    )) ->> 'sqlstate', 'replayed')
$$;

select is(maitred_test.assign('anna', '{T1,T2}', 'k'), 'T1 T2', 'the same request: the same rows');
select is(pg_temp.again('{T2,T1}'), 'replayed', 'in any order of the tables');
select is(
    pg_temp.again('{T1,T2}', ', p_start_at => maitred_test.at(''19:00''), p_end_at => maitred_test.at(''21:00'')'),
    'replayed', 'the window of the booking said aloud is the same request'
);
select is(pg_temp.again('{T1}'), 'MD203', 'fewer tables');
select is(pg_temp.again('{T1,T2,T3}'), 'MD203', 'more tables');
select is(pg_temp.again('{T3,T4}'), 'MD203', 'other tables');
select is(pg_temp.again('{T1,T2}', ', p_require_adjacency => true'), 'MD203', 'another wish for adjacency');
select is(
    pg_temp.again('{T1,T2}', ', p_start_at => maitred_test.at(''18:00''), p_end_at => maitred_test.at(''21:00'')'),
    'MD203', 'another window'
);
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');
select is(
    maitred_test.refusal(format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L, %L)',
        maitred_test.booking('anna'), maitred_test.tables('{T3}'), 'k'
    )) #- '{detail,table_ids}' -> 'detail',
    jsonb_build_object(
        'code', 'idempotency_key_reused', 'booking_id', maitred_test.booking('anna'),
        'reference', maitred_test.reference('anna'), 'idempotency_key', 'k',
        'verb', 'assign', 'start_at', '2031-06-07T17:00:00+00:00', 'end_at', '2031-06-07T19:00:00+00:00',
        'require_adjacency', false
    ),
    'MD203 tells what the key stands for'
);
select maitred_test.book('ben');
select is(maitred_test.assign('ben', '{T7}', 'k'), 'T7', 'a key is of one booking');
select is(maitred_test.assign('anna', '{T3}', 'k2'), 'T3', 'another key is another request');
select is(pg_temp.again('{T1,T2}'), 'replayed', 'and the first still stands');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
