-- One call with everything wrong; what is refused first is put right, one after the other.
begin;

select plan(9);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 3);
select maitred_test.seat('ben', '{T3}');
select maitred_test.seat('over', '{T8}');
select maitred.cancel_booking(p_booking_id => maitred_test.booking('over'));
select maitred_test.assign('anna', '{T5}', 'used');
update maitred.table_inventory set in_service = false where id = maitred_test.id('T4');
create function pg_temp.state(p_booking uuid, p_tables uuid [], p_key text) returns text language sql as $$
    select coalesce(maitred_test.refusal(format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L, %L)', p_booking, p_tables, p_key
    )) ->> 'sqlstate', 'assigned')
$$;

select is(
    pg_temp.state(gen_random_uuid(), maitred_test.tables('{T1,T1}'), 'used'), '22023', 'first the arguments'
);
select is(
    pg_temp.state(gen_random_uuid(), maitred_test.tables('{T4,T3}'), 'used'), 'MD101', 'then the booking'
);
select is(
    pg_temp.state(maitred_test.booking('anna'), maitred_test.tables('{T4,T3}'), 'used'), 'MD203', 'then the key'
);
select is(
    pg_temp.state(maitred_test.booking('over'), maitred_test.tables('{T4,T3}'), 'new'), 'MD401', 'then the status'
);
select is(
    pg_temp.state(maitred_test.booking('anna'), maitred_test.tables('{T4,T3}'), 'new'), 'MD102', 'then the tables'
);
select is(
    pg_temp.state(maitred_test.booking('anna'), maitred_test.tables('{T6,T3}'), 'new'), 'MD301', 'then the rules'
);
select is(
    pg_temp.state(maitred_test.book('cid', 3), maitred_test.tables('{T3}'), 'new'),
    'MD201',
    'and whether they are free last'
);
select is(
    pg_temp.state(maitred_test.booking('cid'), maitred_test.tables('{T3}'), repeat('k', 201)), '22023', 'a key too long'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
