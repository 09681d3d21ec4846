begin;

select plan(12);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.book('ben');
select maitred_test.hold('anna', '{T1}', 'ann');

select throws_ok(
    $$select maitred_test.assign('ben', '{T1}', null, 'ann')$$, 'MD201', null, 'the same user for another booking'
);
select throws_ok(
    $$select maitred_test.assign('anna', '{T1}', null, 'bob')$$, 'MD201', null, 'another user for the same booking'
);
select throws_ok($$select maitred_test.assign('anna', '{T1}')$$, 'MD201', null, 'nobody in particular');
select is(maitred_test.assign('anna', '{T1}', null, 'ann'), 'T1', 'the same user for the same booking');
select is_empty('select * from maitred.table_holds', 'gives the hold up');
select is(maitred_test.takers_of('T1'), 'anna assignment', 'and has the table');

select maitred_test.hold('ben', '{T3}', 'bob');
select is(maitred_test.assign('ben', '{T2}', null, 'bob'), 'T2', 'a hold on another table is given up too');
select is(maitred_test.takers_of('T3'), '', 'which frees that');

select maitred_test.book('cid');
select maitred_test.hold('cid', '{T3}', 'cid');
select maitred_test.run_out('cid');
select maitred_test.book('dora');
select is(maitred_test.assign('dora', '{T3}'), 'T3', 'an expired hold is in nobody''s way, swept or not');
select is(maitred_test.takers_of('T3'), 'dora assignment', 'its rows are gone');
select throws_ok(
    $$select maitred_test.assign('cid', '{T3}', null, 'cid')$$, 'MD201', null, 'and its user is too late'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
