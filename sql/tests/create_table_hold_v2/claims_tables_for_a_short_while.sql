begin;

select plan(10);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 4);
create temporary table made as
select h.*
from maitred.create_table_hold_v2(
    p_booking_id => maitred_test.booking('anna'), p_table_ids => maitred_test.tables('{T1,T2}'),
    p_created_by => maitred_test.id('ann'),
    p_start_at => maitred_test.at('19:00'),
    p_end_at => maitred_test.at('21:00'),
    p_restaurant_id => maitred_test.id('restaurant')
) as h;

select is(
    (select row(m.booking_id, m.table_ids, m.created_by, m.start_at, m.end_at)::text from made as m),
    row(
        maitred_test.booking('anna'), maitred_test.tables('{T1,T2}'), maitred_test.id('ann'), maitred_test.at('19:00'),
        maitred_test.at('21:00')
    )::text,
    'for the booking, by the user, for its window'
);
select is(
    (select m.expires_at - m.created_at from made as m), interval '180 seconds', 'for the hold time of the restaurant'
);
select results_eq(
    'select l.table_id, l.during, l.kind, l.hold_id, l.expires_at from maitred.allocations as l order by l.table_id',
    $$select t.id, tstzrange(m.start_at, m.end_at), 'hold', m.id, m.expires_at
    from made as m, unnest(m.table_ids) as t (id) order by t.id$$,
    'each table has its row, which expires with the hold'
);
select is(
    (
        select e.payload - 'expires_at' - 'table_ids'
        from maitred.observability_events as e
        where e.name = 'hold.created'
    ),
    (select jsonb_build_object('hold_id', m.id, 'created_by', m.created_by) from made as m), 'one event'
);
select is(maitred_test.status_of('anna'), 'pending', 'the booking is not confirmed by it');
select is(maitred_test.mails_of('anna'), 'booking_requested', 'nobody is mailed');
select is(
    (
        select h.expires_at - h.created_at
        from maitred_test.hold('anna', '{T3}', 'bob', '10 s') as h
    ),
    interval '10 s', 'or for as long as the caller says'
);
update maitred.restaurants set hold_ttl = '60 s', buffer_after = '30 min' where id = maitred_test.id('restaurant');
select is(
    (
        select h.expires_at - h.created_at
        from maitred_test.hold('anna', '{T4}', 'cid') as h
    ),
    interval '60 s', 'the hold time is the restaurant''s to set'
);
select is(
    (select upper(l.during) from maitred.allocations as l where l.table_id = maitred_test.id('T4')),
    maitred_test.at('21:30'),
    'the buffer is held too'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
