begin;

select plan(9);
select maitred_test.open_restaurant();

select throws_ok(
    format($$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), %L, 2) $$, d.day),
    '22023', null, d.day || ' is out of range'
)
from unnest(array[
    'infinity', '-infinity', '4713-01-01 BC', '0001-01-01', '9999-12-31', '294276-12-31', '5874897-12-31'
]) as d (day);
select lives_ok(
    $$ select * from maitred.find_available_slots(maitred_test.id('restaurant'), '9999-12-29', 2) $$, 'the last date'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
