begin;

select plan(10);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.seat_booking(p_booking_id => maitred_test.booking('anna'));

select is(
    (select b.status::text from maitred.undo_seating(p_booking_id => maitred_test.booking('anna')) as b),
    'confirmed', 'seated becomes confirmed'
);
select is(maitred_test.tables_of('anna'), 'T1', 'with the same table');
select is(maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'nobody is mailed');

select maitred_test.book('pending');
select maitred_test.book('pending_allocation');
update maitred.bookings set status = 'pending_allocation'
where id = maitred_test.booking('pending_allocation');
select maitred_test.seat('completed', '{T3}');
select maitred.seat_booking(p_booking_id => maitred_test.booking('completed'));
select maitred.complete_booking(p_booking_id => maitred_test.booking('completed'));
select maitred_test.book('cancelled');
select maitred.cancel_booking(p_booking_id => maitred_test.booking('cancelled'));
select maitred_test.seat('no_show', '{T4}');
select maitred.mark_no_show(p_booking_id => maitred_test.booking('no_show'));
select
    throws_ok(
        format('select maitred.undo_seating(p_booking_id => %L)', maitred_test.booking(v.name)), 'MD401', null,
        v.name || ' is refused'
    )
from unnest(array['pending', 'pending_allocation', 'completed', 'cancelled', 'no_show', 'anna']) as v (name);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
