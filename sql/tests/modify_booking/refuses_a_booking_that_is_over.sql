begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.seat(v.name, array[v.table_name])
from (values ('done', 'T1'), ('gone', 'T2'), ('late', 'T3')) as v (name, table_name);
select maitred.seat_booking(p_booking_id => maitred_test.booking('done'));
select maitred.complete_booking(p_booking_id => maitred_test.booking('done'));
select maitred.cancel_booking(p_booking_id => maitred_test.booking('gone'));
select maitred.mark_no_show(p_booking_id => maitred_test.booking('late'));

select throws_ok(
    format('select maitred.modify_booking(p_booking_id => %L, %s)', maitred_test.booking(v.name), c.change),
    'MD401', null, format('%s, %s', v.name, c.change)
)
from unnest(array['done', 'gone', 'late']) as v (name),
    unnest(array['p_party_size => 4', 'p_notes => ''x''']) as c (change);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
