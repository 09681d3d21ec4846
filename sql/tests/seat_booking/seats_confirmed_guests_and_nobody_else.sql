begin;

select plan(10);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
create temporary table before as
select maitred_test.everything() - 'bookings' - 'events' as was;

select is(
    (
        select row(b.status, b.version, b.pending_ref)::text
        from maitred.seat_booking(p_booking_id => maitred_test.booking('anna'), p_actor => maitred_test.id('ann')) as b
    ),
    '(seated,1,)', 'confirmed becomes seated'
);
select is(
    maitred_test.everything() - 'bookings' - 'events',
    (select b.was from before as b),
    'tables and emails stay as they are'
);
select is(
    (
        select e.payload - 'reason'
        from maitred.observability_events as e
        where e.name = 'booking.status_changed'
        order by e.id desc limit 1
    ),
    jsonb_build_object('from', 'confirmed', 'to', 'seated', 'actor', maitred_test.id('ann')), 'one event'
);

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
select maitred_test.seat('no_show', '{T4}');
select maitred.mark_no_show(p_booking_id => maitred_test.booking('no_show'));
select
    is(
        maitred_test.refusal(format('select maitred.seat_booking(p_booking_id => %L)', maitred_test.booking(v.name)))
        -> 'detail',
        jsonb_build_object(
            'code', 'invalid_transition', 'booking_id', maitred_test.booking(v.name),
            'reference', maitred_test.reference(v.name), 'from', v.name, 'to', 'seated'
        ),
        v.name || ' is refused'
    )
from unnest(array['pending', 'pending_allocation', 'seated', 'completed', 'cancelled', 'no_show']) as v (name);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
