begin;

select plan(14);
select maitred_test.open_restaurant();

select throws_ok(
    format('select * from maitred.%s(%L)', f.name, a.age), '22023', null, f.name || ' of ' || a.age
)
from unnest(array['prune_history', 'plan_pruning']) as f (name)
cross join unnest(array[
    '10000 years', '178000000 years', '-12000 months 360001 days', '5000000 years -1799999998 days',
    '23 hours 59 minutes'
]) as a (age);
select lives_ok(format('select * from maitred.plan_pruning(%L)', a.age), a.age || ' is an age')
from unnest(array['1 mon', '1000 years', '3 years -2 mons']) as a (age);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
