begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
create function pg_temp.state(p_sql text) returns text language sql as $$
    select maitred_test.refusal(p_sql) ->> 'sqlstate'
$$;
select is(
    pg_temp.state($$
        insert into maitred.manual_assignment_sessions (restaurant_id, booking_id, created_by, created_at, updated_at)
        select s.restaurant_id, s.booking_id, s.created_by, s.created_at, s.updated_at
        from maitred.manual_assignment_sessions as s$$),
    '23505', 'one active session a booking and user'
);
select is(
    pg_temp.state('update maitred.manual_assignment_sessions set hold_id = null'), '23514', 'HELD has a hold'
);
select is(
    pg_temp.state('update maitred.manual_assignment_sessions set hold_expires_at = null'), '23514', 'and its end'
);
select is(pg_temp.state('delete from maitred.table_holds'), '23514', 'which nobody can take from it');
select is(
    pg_temp.state($$update maitred.manual_assignment_sessions set proposed_tables = '{}'$$),
    '23514',
    'tables are a list'
);
select is(
    pg_temp.state($$update maitred.manual_assignment_sessions set problems = '{}'$$), '23514', 'and so are problems'
);
select is(
    pg_temp.state('update maitred.manual_assignment_sessions set hold_id = gen_random_uuid()'),
    '23503',
    'the hold exists'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
