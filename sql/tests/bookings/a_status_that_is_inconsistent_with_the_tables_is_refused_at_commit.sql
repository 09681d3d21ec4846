-- Direct writes by the owner of the tables; functions never end like this.
begin;

select plan(11);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.book('ben');
set constraints all immediate;
create function pg_temp.state(p_sql text) returns text language sql as $$
    select (maitred_test.refusal(p_sql)) ->> 'sqlstate'
$$;

select is(
    pg_temp.state($$update maitred.bookings set status = 'confirmed' where id = maitred_test.booking('ben')$$),
    '23514', 'confirmed without a table'
);
select is(
    pg_temp.state($$update maitred.bookings set status = 'pending' where id = maitred_test.booking('anna')$$),
    '23514', 'pending with a table'
);
select is(
    pg_temp.state($$update maitred.bookings set status = 'cancelled' where id = maitred_test.booking('anna')$$),
    '23514', 'cancelled with a table'
);
select is(
    pg_temp.state($$delete from maitred.allocations where booking_id = maitred_test.booking('anna')$$),
    '23514', 'an assignment without its allocation'
);
select is(
    pg_temp.state($$delete from maitred.booking_table_assignments where booking_id = maitred_test.booking('anna')$$),
    '23514', 'confirmed, and its last assignment deleted'
);
select is(
    pg_temp.state($$
        with a as (
            insert into maitred.booking_table_assignments (
                restaurant_id, booking_id, table_id, start_at, end_at, assigned_at
            )
            select b.restaurant_id, b.id, maitred_test.id('T2'), b.start_at, b.end_at, b.created_at
            from maitred.bookings as b where b.id = maitred_test.booking('ben')
            returning *
        )
        insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
        select a.restaurant_id, a.table_id, tstzrange(a.start_at, a.end_at), 'assignment', a.booking_id from a$$),
    '23514', 'a pending booking with an assignment'
);
select is(
    pg_temp.state($$
        update maitred.bookings set status = 'seated' where id = maitred_test.booking('anna');
        update maitred.bookings set status = 'completed' where id = maitred_test.booking('anna')$$),
    '23514', 'completed while its time is still taken'
);
select is(
    pg_temp.state($$
        insert into maitred.bookings (
            restaurant_id, party_size, start_at, end_at, status, guest_name, locale, source, created_at, updated_at
        )
        select b.restaurant_id, 2, b.start_at, b.end_at, 'confirmed', 'x', 'en', 'ops', b.created_at, b.created_at
        from maitred.bookings as b where b.id = maitred_test.booking('ben')$$),
    '23514', 'inserted as confirmed without a table'
);
set constraints all deferred;
select lives_ok(
    $$update maitred.bookings set status = 'confirmed' where id = maitred_test.booking('ben')$$,
    'within a transaction the contradiction may exist'
);
select is(
    maitred_test.refusal('set constraints all immediate') ->> 'sqlstate',
    '23514',
    'it is refused when the transaction ends'
);
update maitred.bookings
set status = 'pending'
where id = maitred_test.booking('ben');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
