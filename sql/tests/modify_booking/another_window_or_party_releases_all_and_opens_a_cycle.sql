begin;

select plan(12);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.propose('anna', '{T4}', 'ann');
select maitred_test.propose('anna', '{T4}', 'bob');
select maitred_test.hold('anna', '{T2}', 'cid');
create temporary table tidings as
select max(e.id) as last
from maitred.observability_events as e;

create temporary table changed as
select b.*
from maitred.modify_booking(
    p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'),
    p_actor => maitred_test.id('ann')
) as b;

select is(
    (select row(c.status, c.start_at, c.end_at, c.version)::text from changed as c),
    row('pending', maitred_test.at('20:00'), maitred_test.at('22:00'), 2)::text,
    'pending, an hour later, at version 2'
);
select isnt((select c.pending_ref from changed as c), null, 'a modification cycle is open');
select is(maitred_test.tables_of('anna'), '', 'no table is left');
select is_empty('select * from maitred.allocations', 'no row of the old window anywhere');
select is_empty('select * from maitred.table_holds', 'its holds are gone');
select is_empty('select * from maitred_internal.booking_assignment_idempotency', 'and its keys');
select is(
    maitred_test.session_status('anna', 'ann') || ' ' || maitred_test.session_status('anna', 'bob'),
    'CANCELLED CANCELLED', 'the session that held and the one that did not are cancelled'
);
select is(
    maitred_test.jobs_of('anna'), 'modified 0 t', 'one job that ignores the feature flag and mails in modified mode'
);
select is(
    maitred_test.mails_of('anna'),
    'booking_requested booking_confirmed modification_pending',
    'one modification_pending email'
);
select results_eq(
    $$select e.name, count(*)::int from maitred.observability_events as e cross join tidings as t
    where e.id > t.last group by e.name order by e.name$$,
    $$values ('booking.modification.pending', 1), ('booking.status_changed', 1), ('hold.released', 2),
    ('session.CANCELLED', 2), ('tables.unassigned', 1)$$,
    'each thing that happened is told once'
);
select is(
    (
        select e.payload
        from maitred.observability_events as e
        where e.name = 'booking.modification.pending'
    ),
    jsonb_build_object(
        'pending_ref', (select c.pending_ref from changed as c), 'source', 'ops', 'actor', maitred_test.id('ann'),
        'notify', true,
        'from',
        '{"party_size": 2, "start_at": "2031-06-07T17:00:00+00:00", "end_at": "2031-06-07T19:00:00+00:00"}'::jsonb,
        'to', '{"party_size": 2, "start_at": "2031-06-07T18:00:00+00:00", "end_at": "2031-06-07T20:00:00+00:00"}'::jsonb
    ),
    'what it was and what it shall be'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
