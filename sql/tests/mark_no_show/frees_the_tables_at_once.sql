begin;

select plan(12);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}', p_party_size => 2);
select maitred_test.assign('anna', '{T1}', 'key');
select maitred_test.hold('anna', '{T2}', 'cid');

select is(
    (
        select row(b.status, b.version)::text
        from maitred.mark_no_show(p_booking_id => maitred_test.booking('anna')) as b
    ),
    '(no_show,1)', 'confirmed becomes no_show'
);
select is(maitred_test.tables_of('anna'), '', 'no table');
select is_empty('select * from maitred.allocations', 'no time is taken');
select is_empty('select * from maitred.table_holds', 'its holds are over');
select is(maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'nobody is mailed');

select maitred_test.book('pending');
select maitred_test.book('pending_allocation');
update maitred.bookings set status = 'pending_allocation'
where id = maitred_test.booking('pending_allocation');
select maitred_test.seat('seated', '{T2}');
select maitred.seat_booking(p_booking_id => maitred_test.booking('seated'));
select maitred_test.seat('completed', '{T3}');
select maitred.seat_booking(p_booking_id => maitred_test.booking('completed'));
select maitred.complete_booking(p_booking_id => maitred_test.booking('completed'));
select maitred_test.book('cancelled');
select maitred.cancel_booking(p_booking_id => maitred_test.booking('cancelled'));
select
    throws_ok(
        format('select maitred.mark_no_show(p_booking_id => %L)', maitred_test.booking(v.name)), 'MD401', null,
        v.name || ' is refused'
    )
from unnest(array['pending', 'pending_allocation', 'seated', 'completed', 'cancelled', 'anna']) as v (name);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
