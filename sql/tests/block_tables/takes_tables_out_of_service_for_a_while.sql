begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
create temporary table blocks as
select b.*
from maitred.block_tables(
        p_restaurant_id => maitred_test.id('restaurant'), p_table_ids => maitred_test.tables('{T2,T1}'),
        p_start_at => maitred_test.at('18:00'), p_end_at => maitred_test.at('20:00'), p_reason => 'wedding',
        p_actor => maitred_test.id('boss')
    ) as b;

select results_eq(
    'select b.table_id, b.start_at, b.end_at, b.reason, b.created_by from blocks as b',
    $$select t.id, maitred_test.at('18:00'), maitred_test.at('20:00'), 'wedding', maitred_test.id('boss')
    from unnest(maitred_test.tables('{T1,T2}')) as t (id) order by t.id$$,
    'one block per table, by table'
);
select results_eq(
    'select l.table_id, l.block_id, l.during from maitred.allocations as l order by l.table_id',
    'select b.table_id, b.id, tstzrange(b.start_at, b.end_at) from blocks as b order by b.table_id',
    'each takes its time, without the buffer of bookings'
);
select is(
    maitred_test.refusal($$select maitred_test.assign('anna', '{T1}')$$) -> 'detail' ->> 'blocked_by',
    'block',
    'assign meets it'
);
select results_eq(
    $$select c.rule, c.severity, c.detail ->> 'blocked_by', (c.detail ->> 'held_by')::uuid
    from maitred.check_table_assignment(maitred_test.booking('anna'), array[maitred_test.id('T1')]) as c$$,
    $$values ('free', 'block', 'block', maitred_test.id('boss'))$$,
    'the rule free names it and who made it'
);
select results_eq(
    $$select e.name, e.payload ->> 'reason' from maitred.observability_events as e where e.booking_id is null$$,
    $$values ('tables.blocked', 'wedding')$$, 'one event'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
