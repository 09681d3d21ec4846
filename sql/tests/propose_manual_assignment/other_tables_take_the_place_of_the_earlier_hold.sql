begin;

select plan(9);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 4);
create temporary table first as
select s.* from maitred_test.propose('anna', '{T1,T2}', 'ann') as s;
create temporary table second as
select s.* from maitred_test.propose('anna', '{T2,T3}', 'ann') as s;

select is((select s.status::text from second as s), 'HELD', 'overlapping tables');
select is((select s.id from second as s), (select f.id from first as f), 'in the same session');
select isnt((select s.hold_id from second as s), (select f.hold_id from first as f), 'with another hold');
select is(
    maitred_test.takers_of('T1') || '|' || maitred_test.takers_of('T2') || '|' || maitred_test.takers_of('T3'),
    '|anna hold|anna hold', 'the table left out is free'
);
select maitred_test.hold('anna', '{T4}', 'ann');
select is(
    maitred_test.session_status('anna', 'ann'), 'PROPOSED', 'a plain hold of the same user gives the session''s up'
);
select is(
    (select s.status::text from maitred_test.propose('anna', '{T4}', 'ann') as s),
    'HELD',
    'and is taken over by the next proposal'
);
select is((select count(*)::int from maitred.table_holds), 1, 'never two of a user');
select is((select count(*)::int from maitred.manual_assignment_sessions), 1, 'never two sessions');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
