begin;

select plan(5);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');
select maitred_test.seat('lost', '{T1}');
select maitred_test.book('sane', p_restaurant => 'other');

set local session_replication_role = replica;
update maitred.bookings set restaurant_id = maitred_test.id('nowhere') where id = maitred_test.booking('lost');
update maitred.bookings set status = 'confirmed' where id = maitred_test.booking('sane');
set local session_replication_role = origin;

select lives_ok('create temp table repaired as select * from maitred_test.repair()');
select results_eq(
    $$ select status::text from maitred.bookings where id = maitred_test.booking('sane') $$,
    $$ values ('pending') $$, 'the other restaurant is repaired'
);
select results_eq(
    $$
    select kind, action from maitred.repair_assignment_drift()
    where row_ref = 'bookings:' || maitred_test.booking('lost')
    $$,
    $$ values ('booking_without_tables', 'review') $$, 'what belongs to no restaurant needs review'
);
select throws_ok(
    $$ select * from maitred.repair_assignment_drift(null, maitred_test.id('nowhere'), false) $$, 'MD105', null,
    'and cannot be repaired'
);
set constraints all immediate;
select results_eq(
    'select distinct f.kind from maitred.find_assignment_drift() as f',
    $$ values ('booking_without_tables') $$, 'and nothing else is left'
);
select * from finish();
rollback;
