begin;

select plan(12);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
create function pg_temp.state(p_booking uuid, p_tables uuid [], p_more text default '') returns text language sql as $$
    select coalesce(maitred_test.refusal(format(
        'select * from maitred.reassign_tables_atomic(%L, %L%s)', p_booking, p_tables, p_more
    )) ->> 'sqlstate', 'assigned')
$$;

select is(
    pg_temp.state(maitred_test.booking('anna'), maitred_test.tables('{T1}')), 'assigned', 'a pending booking'
);
select is(maitred_test.status_of('anna'), 'confirmed', 'is confirmed');
select is(maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'and told');
select is(pg_temp.state(null, maitred_test.tables('{T1}')), '22023', 'a null booking');
select is(pg_temp.state(gen_random_uuid(), maitred_test.tables('{T1}')), 'MD101', 'an unknown booking');
select is(pg_temp.state(maitred_test.booking('anna'), '{}'), '22023', 'no tables');
select is(
    pg_temp.state(maitred_test.booking('anna'), maitred_test.tables('{T1}'), ', p_idempotency_key => '''''),
    '22023',
    'an empty key'
);
select is(
    pg_temp.state(maitred_test.booking('anna'), array[gen_random_uuid()]), 'MD102', 'an unknown table'
);
update maitred.restaurants set require_adjacency = false where id = maitred_test.id('restaurant');
select is(
    pg_temp.state(maitred_test.booking('anna'), maitred_test.tables('{T1,T4}'), ', p_require_adjacency => true'),
    'MD301',
    'not connected, and the caller asks for it'
);
select is(
    pg_temp.state(maitred_test.booking('anna'), maitred_test.tables('{T1,T4}')),
    'assigned',
    'not connected, and nobody asks'
);
select maitred.cancel_booking(p_booking_id => maitred_test.booking('anna'));
select is(pg_temp.state(maitred_test.booking('anna'), maitred_test.tables('{T1}')), 'MD401', 'cancelled');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
