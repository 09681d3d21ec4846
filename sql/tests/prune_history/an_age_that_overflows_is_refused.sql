begin;

select plan(5);
select maitred_test.open_house();

select throws_ok(
    format('select * from maitred.%s(%L)', f.name, a.age), '22023', null, f.name || ' of ' || a.age
)
from unnest(array['prune_history', 'plan_pruning']) as f (name)
cross join unnest(array['10000 years', '178000000 years']) as a (age);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
