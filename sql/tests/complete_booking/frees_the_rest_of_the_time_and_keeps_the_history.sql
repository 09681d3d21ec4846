begin;

select plan(13);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1,T2}', 4);
select maitred.seat_booking(p_booking_id => maitred_test.booking('anna'));
select maitred_test.propose('anna', '{T3}', 'ann');

select is(
    (
        select row(b.status, b.version)::text
        from maitred.complete_booking(p_booking_id => maitred_test.booking('anna')) as b
    ),
    '(completed,1)', 'seated becomes completed'
);
select is(maitred_test.tables_of('anna'), 'T1 T2', 'its assignments stay as history');
select is_empty('select * from maitred.allocations', 'their time is free immediately');
select is(maitred_test.session_status('anna', 'ann'), 'CANCELLED', 'a session on it is cancelled');
select is(maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'nobody is mailed');
select lives_ok($$select maitred_test.seat('ben', '{T1,T2}', 4)$$, 'the next party can have the tables');

select maitred_test.book('pending');
select maitred_test.book('pending_allocation');
update maitred.bookings set status = 'pending_allocation'
where id = maitred_test.booking('pending_allocation');
select maitred_test.seat('confirmed', '{T3}');
select maitred_test.book('cancelled');
select maitred.cancel_booking(p_booking_id => maitred_test.booking('cancelled'));
select maitred_test.seat('no_show', '{T4}');
select maitred.mark_no_show(p_booking_id => maitred_test.booking('no_show'));
select
    throws_ok(
        format('select maitred.complete_booking(p_booking_id => %L)', maitred_test.booking(v.name)), 'MD401', null,
        v.name || ' is refused'
    )
from unnest(array['pending', 'pending_allocation', 'confirmed', 'anna', 'cancelled', 'no_show']) as v (name);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
