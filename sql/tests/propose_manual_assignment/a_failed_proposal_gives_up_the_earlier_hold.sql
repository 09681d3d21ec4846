begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.seat('ben', '{T2}');
select maitred_test.book('anna');
create temporary table first as
select s.* from maitred_test.propose('anna', '{T1}', 'ann') as s;
create temporary table second as
select s.* from maitred_test.propose('anna', '{T1,T2}', 'ann') as s;

select is(
    (select row(s.id, s.status, s.hold_id, s.hold_expires_at)::text from second as s),
    (select row(f.id, 'PROPOSED', null, null)::text from first as f), 'PROPOSED, without a hold'
);
select is(
    (select s.proposed_tables @> to_jsonb(maitred_test.tables('{T1,T2}')) from second as s),
    true,
    'with the tables proposed last'
);
select is(maitred_test.rules_of((select s.problems from second as s)), 'free', 'and one problem');
select is(
    (select s.problems #- '{0,detail,blocker_id}' #> '{0,detail}' from second as s),
    jsonb_build_object(
        'table', 'T2', 'blocked_by', 'assignment', 'booking_id', maitred_test.booking('ben'),
        'reference', maitred_test.reference('ben'), 'party_size', 2, 'held_by', null,
        'start_at',
        '2031-06-07T17:00:00+00:00',
        'end_at',
        '2031-06-07T19:00:00+00:00',
        'until',
        '2031-06-07T19:00:00+00:00'
    ),
    'that tells who has the table and until when'
);
select is(maitred_test.takers_of('T1'), '', 'never half of a hold');
select is_empty('select * from maitred.table_holds', 'nor an empty one');
select is(
    maitred_test.events_of('anna'),
    'booking.created booking.waits_for_staff hold.created session.HELD '
    || 'session.PROPOSED hold.released session.PROPOSED assignment.conflict',
    'the conflict is an event, since nothing is raised'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
