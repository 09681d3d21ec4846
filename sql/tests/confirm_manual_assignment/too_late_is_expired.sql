begin;

select plan(11);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
select maitred_test.run_out('anna');
create temporary table late as
select s.*
from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s;

select is((select l.status::text from late as l), 'EXPIRED', 'EXPIRED, not confirmed');
select is(
    (select l.problems -> -1 from late as l),
    '{"rule": "session_status", "severity": "block", "table_id": null, "detail": {"status": "EXPIRED"},
        "message": "the session is EXPIRED, it cannot be confirmed"}',
    'with a problem saying so'
);
select is(
    maitred_test.status_of('anna') || maitred_test.tables_of('anna'), 'pending', 'the booking has no table'
);
select is_empty('select * from maitred.table_holds', 'the hold is gone');
select is(maitred_test.session_status('anna', 'ann'), 'EXPIRED', 'and the session stored as EXPIRED');
create temporary table before as select maitred_test.everything() as was;
select is(
    (
        select to_jsonb(s)
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    (select to_jsonb(l) from late as l), 'again: the same object'
);
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');
create temporary table next as
select s.* from maitred_test.propose('anna', '{T1}', 'ann') as s;
select isnt((select n.id from next as n), (select l.id from late as l), 'proposing again opens a new session');
select maitred_test.run_out('anna');
select isnt(
    (select s.id from maitred_test.propose('anna', '{T1}', 'ann') as s), (select n.id from next as n),
    'also when nothing has touched the expired one'
);
select is(
    (select array_agg(s.status::text order by s.created_at) from maitred.manual_assignment_sessions as s),
    array['EXPIRED', 'EXPIRED', 'HELD'], 'which is EXPIRED by that'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
