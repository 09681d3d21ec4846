begin;
select plan(14);

select maitred_test.open_restaurant();
create function pg_temp.reoptimise(
    p_steps int default 200, p_max_moves int default null, p_dry_run boolean default false
)
returns table (name text, old text, new text, reason text)
language sql
as $$
    select
        n.name, array_to_string(array(
            select t.name from maitred.table_inventory as t where t.id = any(r.old_table_ids) order by t.name
        ), ' '),
        array_to_string(array(
            select t.name from maitred.table_inventory as t where t.id = any(r.new_table_ids) order by t.name
        ), ' '),
        r.reason
    from maitred.reoptimise_service(
        maitred_test.id('restaurant'), maitred_test.at('17:00'), maitred_test.at('23:00'), p_steps, 1, p_max_moves,
        p_dry_run
    ) as r
    inner join maitred_test.names as n on n.id = r.booking_id
    order by n.name
$$;

select is_empty('select * from pg_temp.reoptimise()', 'nothing to do in an empty restaurant');
-- Whoever came first sits at a table that ten guests need.
select maitred_test.seat('anna', array['T2']);
select maitred_test.book('ten', 10, maitred_test.at('18:30'), maitred_test.at('20:30'));
select is_empty('select * from pg_temp.reoptimise()', 'tables that staff chose are not moved');
update maitred.booking_table_assignments set pinned = false;
select
    is(
        (maitred.auto_assign_booking(maitred_test.booking('ten'), true)).outcome,
        'no_table',
        'at once there is no table for ten'
    );

select is_empty('select * from pg_temp.reoptimise(p_max_moves => 0)', 'without a move neither');
select is_empty('select * from pg_temp.reoptimise(p_steps => 0)', 'nor without a step');
select set_eq(
    'select name, old, reason from pg_temp.reoptimise(p_dry_run => true)',
    $$ values ('anna', 'T2', 'moved'), ('ten', '', 'seated') $$,
    'moving one booking seats ten guests'
);
select is(maitred_test.tables_of('anna'), 'T2', 'a dry run only says so');
select results_eq(
    'select * from pg_temp.reoptimise(p_dry_run => true)',
    'select * from pg_temp.reoptimise()',
    'the same seed, the same plan'
);
select is(maitred_test.tables_of('ten'), 'T2 T3 T4', 'the rest of the floor is theirs');
select is(maitred_test.status_of('ten'), 'confirmed', 'newly seated bookings are confirmed');
select results_eq(
    $$ select n.name from maitred_internal.outbox_keys as k inner join maitred_test.names as n on n.id = k.booking_id
        where k.kind = 'booking_confirmed' and k.booking_id = maitred_test.booking('ten') $$,
    array['ten'], 'and mailed'
);
select is_empty('select * from pg_temp.reoptimise()', 'again: nothing to do');
select maitred.seat_booking(maitred_test.booking('anna'));
select maitred_test.book('late', 8, maitred_test.at('19:00'), maitred_test.at('20:00'));
select
    set_eq(
        'select name from pg_temp.reoptimise()', array['late'], 'a seated booking is not moved, others find a place'
    );

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
