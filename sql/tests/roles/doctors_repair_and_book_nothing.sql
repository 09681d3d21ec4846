begin;
select plan(6);
select maitred_test.open_restaurant();
select maitred_test.seat('a', array['T1']);
set constraints all immediate;

set local role maitred_doctor;
select is_empty('select * from maitred.find_assignment_drift()', 'a doctor looks for drift');
select lives_ok('select * from maitred.repair_assignment_drift()', 'and says what a repair would do');
select isnt_empty('select * from maitred.bookings', 'reads what readers may');
select throws_ok('update maitred.bookings set party_size = 3', '42501', null, 'but writes nothing by hand');
select throws_ok(
    $$ select maitred.unassign_tables_atomic(maitred_test.booking('a')) $$, '42501', null, 'and assigns nothing'
);
reset role;

select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
