begin;

select plan(10);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1,T2}', 4);
select maitred_test.seat('next', '{T2}', 2, maitred_test.at('22:00'));
select maitred.seat_booking(p_booking_id => maitred_test.booking('anna'));
select maitred_test.propose('anna', '{T3}', 'ann');
create temporary table mails as select maitred_test.mails_of('anna') as were;

select is(
    (
        select row(b.status, b.start_at, b.end_at, b.pending_ref, b.version, b.notes)::text
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('anna'), p_end_at => maitred_test.at('22:00'), p_notes => 'cake'
        ) as b
    ),
    row('seated', maitred_test.at('19:00'), maitred_test.at('22:00'), null, 2, 'cake')::text,
    'seated until the next party comes, without a cycle'
);
select results_eq(
    $$select a.table_id, a.start_at, a.end_at, a.pinned, l.during
    from maitred.booking_table_assignments as a
    inner join maitred.allocations as l on l.booking_id = a.booking_id and l.table_id = a.table_id
    where a.booking_id = maitred_test.booking('anna')
    order by a.table_id$$,
    $$select t.id, maitred_test.at('19:00'), maitred_test.at('22:00'), true,
        tstzrange(maitred_test.at('19:00'), maitred_test.at('22:00'))
    from unnest(maitred_test.tables('{T1,T2}')) as t (id) order by t.id$$,
    'assignments and allocations have the new window, and stay pinned'
);
select is(
    (
        select count(distinct a.merge_group_id)::int
        from maitred.booking_table_assignments as a
        where a.booking_id = maitred_test.booking('anna')
    ),
    1, 'one merge group'
);
select is(maitred_test.mails_of('anna'), (select m.were from mails as m), 'no email');
select is(maitred_test.jobs_of('anna'), '', 'no job');
select is(
    maitred_test.session_status('anna', 'ann'), 'CANCELLED', 'a session that proposed the old window is over'
);

select is(
    maitred_test.refusal(format(
        'select maitred.modify_booking(p_booking_id => %L, p_end_at => %L)',
        maitred_test.booking('anna'), maitred_test.at('22:01')
    )) - 'hint' #- '{detail,taken}',
    jsonb_build_object(
        'sqlstate', 'MD201',
        'message', 'T2 is taken until 2031-06-08 00:00:00',
        'detail', jsonb_build_object(
            'code', 'table_overlap', 'booking_id', maitred_test.booking('anna'),
            'table_id', maitred_test.id('T2'), 'table', 'T2', 'blocked_by', 'assignment',
            'start_at', '2031-06-07T20:00:00+00:00', 'end_at', '2031-06-07T22:00:00+00:00',
            'until', '2031-06-07T22:00:00+00:00', 'until_local', '2031-06-08 00:00:00'
        )
    ),
    'a minute more: MD201 says when the next party comes, not which'
);
select is(
    (
        select b.end_at
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('anna'), p_end_at => maitred_test.at('20:00')
        ) as b
    ),
    maitred_test.at('20:00'), 'it may leave earlier'
);
select is(
    (select max(upper(l.during)) from maitred.allocations as l where l.booking_id = maitred_test.booking('anna')),
    maitred_test.at('20:00'), 'and the time is free'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
