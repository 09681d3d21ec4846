begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
select ok(
    maitred.release_table_hold(maitred_test.hold_of('anna', 'ann')), 'the hold of a session is released'
);
select is(
    (
        select row(s.status, s.hold_id, s.hold_expires_at, s.proposed_tables)::text
        from maitred.manual_assignment_sessions as s
    ),
    row('PROPOSED', null, null, to_jsonb(maitred_test.tables('{T1}')))::text, 'it is PROPOSED, with the same tables'
);
select is(
    (select s.status::text from maitred_test.propose('anna', '{T1}', 'ann') as s),
    'HELD',
    'proposed again it holds again'
);
select maitred_test.run_out('anna');
select ok(not maitred.release_table_hold(maitred_test.hold_of('anna', 'ann')), 'a hold that had run out');
select is(maitred_test.session_status('anna', 'ann'), 'EXPIRED', 'leaves an EXPIRED session');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
