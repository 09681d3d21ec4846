begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 2);
select maitred_test.propose('anna', array[t.name], 'ann')
from unnest(array['T1', 'T2', 'T1', 'T2', 'T1']) as t (name);
select is(
    (select maitred_test.propose('anna', '{T1}', 'ann')).status::text, 'HELD', 'renewing the fifth is no new hold'
);
create temporary table sixth as
select s.* from maitred_test.propose('anna', '{T2}', 'ann') as s;
select is(
    (select s.status || ' ' || maitred_test.rules_of(s.problems) from sixth as s),
    'PROPOSED hold_rate',
    'the sixth is a problem, no error'
);
select is(
    (select s.problems #> '{0,detail}' from sixth as s),
    jsonb_build_object('holds', 5, 'seconds', 60, 'user_id', maitred_test.id('ann')), 'with its numbers'
);
select is(
    (select maitred_test.propose('anna', '{T2}', 'bob')).status::text, 'HELD', 'a colleague is not limited by it'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
