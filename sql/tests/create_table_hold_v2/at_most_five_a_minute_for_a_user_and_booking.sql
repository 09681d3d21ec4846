begin;

select plan(13);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.book('ben');
create function pg_temp.hold(p_name text, p_user text, p_times int) returns text language sql as $$
    select max(coalesce(
        maitred_test.refusal(format('select maitred_test.hold(%L, ''{T1}'', %L)', p_name, p_user)) ->> 'sqlstate', ''
    ))
    from generate_series(1, p_times)
$$;

select is(pg_temp.hold('anna', 'ann', 5), '', 'five are taken');
select is(
    maitred_test.refusal($$select maitred_test.hold('anna', '{T1}', 'ann')$$) - 'hint' - 'message',
    jsonb_build_object(
        'sqlstate', 'MD404',
        'detail', jsonb_build_object(
            'code',
            'hold_rate_limited',
            'booking_id',
            maitred_test.booking('anna'),
            'created_by',
            maitred_test.id('ann'),
            'holds', 5, 'seconds', 60
        )
    ),
    'the sixth is MD404'
);
select ok(maitred_test.hold_of('anna', 'ann') is not null, 'the fifth stands');
select is(
    (select h.id from maitred.extend_table_hold(maitred_test.hold_of('anna', 'ann'), '600 s') as h),
    maitred_test.hold_of('anna', 'ann'), 'and can be extended'
);
select ok(maitred.release_table_hold(maitred_test.hold_of('anna', 'ann')), 'it is released');
select is(pg_temp.hold('anna', 'bob', 1), '', 'another user');
select ok(maitred.release_table_hold(maitred_test.hold_of('anna', 'bob')), 'is released too');
select is(pg_temp.hold('ben', 'ann', 1), '', 'another booking');
select ok(maitred.release_table_hold(maitred_test.hold_of('ben', 'ann')), 'likewise');
select is(pg_temp.hold('anna', null, 7), '', 'nobody in particular is not limited');
select ok(maitred.release_table_hold(maitred_test.hold_of('anna')), 'and released');
update maitred.observability_events set occurred_at = occurred_at - interval '61 s';
select is(pg_temp.hold('anna', 'ann', 1), '', 'a minute later');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
