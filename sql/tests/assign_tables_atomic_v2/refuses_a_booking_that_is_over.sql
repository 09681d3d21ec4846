begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.seat('done', '{T1}');
select maitred.seat_booking(p_booking_id => maitred_test.booking('done'));
select maitred.complete_booking(p_booking_id => maitred_test.booking('done'));
select maitred_test.book('gone');
select maitred.cancel_booking(p_booking_id => maitred_test.booking('gone'));
select maitred_test.book('waiting');
update maitred.bookings set status = 'pending_allocation' where id = maitred_test.booking('waiting');
select maitred_test.seat('here', '{T2}');
select maitred.seat_booking(p_booking_id => maitred_test.booking('here'));

select throws_ok(
    $$select maitred_test.assign('done', '{T1}')$$, 'MD401', null, 'completed, even to the table it had'
);
select throws_ok($$select maitred_test.assign('gone', '{T1}')$$, 'MD401', null, 'cancelled');
select is(maitred_test.assign('waiting', '{T7}'), 'T7', 'pending_allocation');
select is(maitred_test.status_of('waiting'), 'confirmed', 'becomes confirmed');
select is(maitred_test.assign('here', '{T1}'), 'T1', 'seated');
select is(maitred_test.status_of('here'), 'seated', 'stays seated');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
