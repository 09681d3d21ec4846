begin;

select plan(4);
select maitred_test.open_restaurant();

select throws_ok(
    format('select * from maitred.list_emails(p_since => %L)', s.since), '22023', null, s.since || ' is out of range'
)
from unnest(array['-1 second', '10000 years', '-178000000 years']) as s (since);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
