-- A hold ends with its booking; one that is there all the same gives nothing away.
begin;

select plan(3);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.hold('anna', '{T1}');
set local session_replication_role = replica;
update maitred.bookings set status = 'cancelled' where id = maitred_test.booking('anna');
set local session_replication_role = origin;
select throws_ok(
    format(
        'select * from maitred.assign_tables_to_booking_from_hold_v3(%L, ''a-key'')', maitred_test.hold_of('anna')
    ),
    'MD401', null, 'a cancelled booking gets no table'
);
select is(maitred_test.tables_of('anna'), '', 'and has none');

set local session_replication_role = replica;
update maitred.bookings set status = 'pending' where id = maitred_test.booking('anna');
set local session_replication_role = origin;
set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
