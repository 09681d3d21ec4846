begin;

select plan(4);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.mark_no_show(p_booking_id => maitred_test.booking('anna'));

select is(maitred_test.assign('anna', '{T2}'), 'T2', 'tables can be assigned');
select is(maitred_test.status_of('anna'), 'confirmed', 'which confirms the booking');
select is(maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'without a second email');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
