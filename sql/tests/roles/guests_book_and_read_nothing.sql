begin;
select plan(9);
select maitred_test.open_restaurant();
select maitred_test.seat('other', array['T1']);

set local role maitred_guest;
select lives_ok(
    $$
    select maitred.create_booking(
        maitred_test.id('restaurant'), 2, maitred_test.at('19:00'), 'Anna', 'anna@example.org'
    )
    $$,
    'a guest books'
);
select is(
    (maitred.create_booking(
        maitred_test.id('restaurant'), 2, maitred_test.at('21:00'), 'Anna', 'anna@example.org', p_idempotency_key => 'k'
    )).guest_name,
    'Anna',
    'and sees the booking in what the function returns'
);
select lives_ok(
    $$ select maitred.modify_booking(maitred_test.booking('other'), p_notes => 'window') $$,
    'whoever knows the id of a booking may change it'
);
select lives_ok($$ select maitred.cancel_booking(maitred_test.booking('other')) $$, 'and cancel it');
select throws_ok('select id from maitred.bookings', '42501', null, 'but reads no bookings');
select throws_ok('select name from maitred.restaurants', '42501', null, 'no settings');
select throws_ok('select payload from maitred.observability_events', '42501', null, 'no events');
select throws_ok(
    $$ select maitred.assign_tables_atomic_v2(maitred_test.booking('other'), maitred_test.tables(array['T1'])) $$,
    '42501', null, 'and takes no tables'
);
reset role;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
