begin;

select plan(4);
select maitred_test.open_restaurant();

select throws_ok(
    format('select maitred.request_email_wakeup(%L)', s.asked), '22023', null, s.asked || ' is out of range'
)
from unnest(array['178000000 years', '-178000000 years', '-1 second']) as s (asked);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
