begin;

select plan(15);
select maitred_test.open_restaurant();
update maitred.restaurants set buffer_after = interval '30 minutes';
select maitred_test.seat('ann', '{T1}');
select maitred_test.book('bob');
select maitred.propose_manual_assignment(
    maitred_test.booking('bob'), maitred_test.tables('{T8}'), maitred_test.id('user')
);
select maitred_test.book('cid');
select maitred.propose_manual_assignment(
    maitred_test.booking('cid'), maitred_test.tables('{T6}'), maitred_test.id('user')
);
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T2}'), maitred_test.at('18:00'), maitred_test.at('20:00')
);
set constraints all immediate;
set constraints all deferred;
savepoint sane;
set session_replication_role = replica;
update maitred.allocations set during = tstzrange(lower(during) - interval '2 days', upper(during) + '7 days')
where kind in ('assignment', 'block');
update maitred.table_holds set start_at = start_at + '5 days', end_at = end_at + '5 days'
where booking_id = maitred_test.booking('bob');
update maitred.allocations as l set during = tstzrange(h.start_at, h.end_at)
from maitred.table_holds as h
where h.id = l.hold_id;
update maitred.bookings set status = 'cancelled' where id = maitred_test.booking('cid');
insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
values (
    maitred_test.id('restaurant'), maitred_test.booking('ann'), 'booking.status_changed',
    '{"from": "confirmed", "to": "cancelled"}', now()
);
insert into maitred.table_inventory (restaurant_id, zone_id, id, name, capacity)
values (maitred_test.id('restaurant'), maitred_test.id('hall'), maitred_test.id('T9'), 'T9', 8);
set session_replication_role = origin;

select set_eq(
    'select f.kind from maitred.find_assignment_drift() as f',
    array[
        'allocation_too_long', 'hold_of_another_window', 'session_of_ended_booking', 'allocation_of_ended_booking',
        'job_unexpected', 'options_outdated', 'status_of_another_event'
    ],
    'the faults are found'
);
create temporary table damaged on commit drop as select f.* from maitred.find_assignment_drift() as f;
select ok(
    (
        select
            array_agg(d ->> 'kind' order by d ->> 'kind')
            filter (where d ->> 'booking_id' = maitred_test.booking('ann')::text)
            = array['allocation_too_long', 'status_of_another_event']
        from jsonb_array_elements(maitred.explain_booking(maitred_test.booking('ann')) -> 'drift') as d
    ),
    'the page of a booking names its own, and not the floor'
);
create temporary table planned on commit drop as select * from maitred.repair_assignment_drift();
create temporary table repaired on commit drop as
select * from maitred.repair_assignment_drift(p_restaurant_id => maitred_test.id('restaurant'), p_dry_run => false);
select bag_eq(
    'select p.kind, p.row_ref, p.action from planned as p where p.row_ref !~ ''^allocations''',
    'select r.kind, r.row_ref, r.action from repaired as r where r.row_ref !~ ''^allocations''',
    'a dry run tells what would be done'
);
select is_empty('select * from repaired as r where r.action = ''review''', 'nothing needs review');
select is_empty('select * from maitred.find_assignment_drift()', 'nothing is left');
select is(
    (select l.during from maitred.allocations as l where l.booking_id = maitred_test.booking('ann')),
    tstzrange(maitred_test.at('19:00'), maitred_test.at('21:30')), 'the table is kept for the window and the buffer'
);
select is(
    (select l.during from maitred.allocations as l where l.kind = 'block'),
    tstzrange(maitred_test.at('18:00'), maitred_test.at('20:00')), 'a block takes its own time'
);
select is_empty('select * from maitred.table_holds', 'holds of another time are given up');
select set_eq(
    'select s.booking_id, s.status::text from maitred.manual_assignment_sessions as s',
    $$ values (maitred_test.booking('bob'), 'PROPOSED'), (maitred_test.booking('cid'), 'CANCELLED') $$,
    'their session proposes again, that of the cancelled booking has ended'
);
select isnt_empty(
    $$ select * from maitred_internal.table_options as o where maitred_test.id('T9') = any(o.table_ids) $$,
    'the new table can be chosen'
);
select is(maitred_test.status_of('ann'), 'confirmed', 'the status stays');
select is(
    (
        select e.payload from maitred.observability_events as e
        where e.booking_id = maitred_test.booking('ann') order by e.id desc limit 1
    ),
    '{"from": "cancelled", "to": "confirmed", "reason": "found by a repair"}', 'and is told'
);

select maitred.undo_repair(r.repair_id) from (select distinct repair_id from repaired) as r;
select bag_eq(
    'select f.kind, f.booking_id, f.table_id from maitred.find_assignment_drift() as f',
    'select b.kind, b.booking_id, b.table_id from damaged as b',
    'undone, the same is found again'
);
select bag_eq(
    'select r.kind, r.action from maitred.repair_assignment_drift(null, maitred_test.id(''restaurant''), false) as r',
    'select r.kind, r.action from repaired as r',
    'and repaired again'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
