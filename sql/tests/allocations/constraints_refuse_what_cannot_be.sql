begin;

select plan(13);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.book('ben');
select maitred_test.hold('ben', '{T2}', 'bob');
select maitred_test.open_restaurant('other');
create function pg_temp.state(p_sql text) returns text language sql as $$
    select maitred_test.refusal(p_sql) ->> 'sqlstate'
$$;

select is(
    pg_temp.state($$
        insert into maitred.allocations (restaurant_id, table_id, during, kind, hold_id, expires_at)
        select l.restaurant_id, maitred_test.id('T1'), l.during, l.kind, l.hold_id, l.expires_at
        from maitred.allocations as l where l.kind = 'hold'$$),
    '23P01', 'no two allocations of a table overlap'
);
select is(
    pg_temp.state($$update maitred.allocations set booking_id = null where kind = 'assignment'$$), '23514',
    'the owner is of the kind'
);
select is(
    pg_temp.state($$update maitred.allocations set block_id = gen_random_uuid() where kind = 'assignment'$$), '23514',
    'one owner, not two'
);
select is(
    pg_temp.state($$update maitred.allocations set expires_at = null where kind = 'hold'$$), '23514', 'a hold expires'
);
select is(
    pg_temp.state($$update maitred.allocations set expires_at = clock_timestamp() where kind = 'assignment'$$), '23514',
    'an assignment does not'
);
select is(
    pg_temp.state($$update maitred.allocations set during = tstzrange(lower(during), null)$$),
    '23514',
    'time has an end'
);
select is(
    pg_temp.state($$update maitred.allocations set during = tstzrange(lower(during), 'infinity')$$), '23514',
    'and not an infinite one'
);
select is(
    pg_temp.state($$update maitred.allocations set during = 'empty'$$), '23514', 'and a length'
);
select is(
    pg_temp.state($$update maitred.allocations set restaurant_id = maitred_test.id('other') where kind = 'hold'$$),
    '23503',
    'table, hold and allocation are of one restaurant'
);
select is(
    pg_temp.state($$
        insert into maitred.booking_table_assignments
            (restaurant_id, booking_id, table_id, start_at, end_at, assigned_at)
        select b.restaurant_id, b.id, maitred_test.id('other.T1'), b.start_at, b.end_at, b.created_at
        from maitred.bookings as b where b.id = maitred_test.booking('ben')$$),
    '23503', 'so are booking, table and assignment'
);
select is(
    pg_temp.state($$
        insert into maitred.booking_table_assignments
            (restaurant_id, booking_id, table_id, start_at, end_at, assigned_at)
        select a.restaurant_id, a.booking_id, a.table_id, a.start_at, a.end_at, a.assigned_at
        from maitred.booking_table_assignments as a$$),
    '23505', 'a booking has a table at most once'
);
select is(
    pg_temp.state($$
        insert into maitred.table_holds (
            restaurant_id, booking_id, table_ids, start_at, end_at, expires_at, created_at
        )
        select h.restaurant_id, h.booking_id, '{}', h.start_at, h.end_at, h.expires_at, h.created_at
        from maitred.table_holds as h$$),
    '23514', 'a hold names tables'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
