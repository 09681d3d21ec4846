begin;

select plan(9);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 4);
select maitred_test.hold('anna', '{T1,T2}', 'ann');
select maitred_test.hold('anna', '{T4}', 'bob');
select maitred_test.hold('anna', '{T8}');

select lives_ok($$select maitred_test.hold('anna', '{T2,T3}', 'ann')$$, 'an overlapping one');
select is(
    maitred_test.takers_of('T1') || maitred_test.takers_of('T2') || maitred_test.takers_of('T3'), 'anna holdanna hold',
    'takes its place'
);
select is(maitred_test.takers_of('T4'), 'anna hold', 'that of another user stays');
select is(maitred_test.takers_of('T8'), 'anna hold', 'and that of nobody in particular');
select throws_ok(
    $$select maitred_test.hold('anna', '{T4}', 'ann')$$, 'MD201', null, 'a table that another user holds'
);
select is(
    maitred_test.takers_of('T2') || maitred_test.takers_of('T3'),
    'anna holdanna hold',
    'a refusal leaves the earlier hold'
);
select maitred_test.book('ben', 4);
select lives_ok($$select maitred_test.hold('ben', '{T5}', 'ann')$$, 'for another booking');
select is(maitred_test.takers_of('T2'), 'anna hold', 'it is another hold');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
