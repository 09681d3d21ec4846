begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
create temporary table first as
select b.pending_ref
from maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00')) as b;
update maitred.bookings
set status = 'pending_allocation'
where id = maitred_test.booking('anna');

select is(
    (
        select row(b.status, b.pending_ref)::text
        from maitred.modify_booking(
            p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:30')
        ) as b
    ),
    (select row('pending', f.pending_ref)::text from first as f),
    'edited again it is pending in the same cycle'
);
select is(
    maitred_test.mails_of('anna'), 'booking_requested booking_confirmed modification_pending', 'without a second email'
);
update maitred.bookings
set status = 'pending_allocation'
where id = maitred_test.booking('anna');
select maitred_test.assign('anna', '{T1}');
select is(maitred_test.status_of('anna'), 'confirmed', 'staff find a table after all');
select ok(
    maitred_test.mails_of('anna') like '% modification_confirmed', 'and the guest is told of the change'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
