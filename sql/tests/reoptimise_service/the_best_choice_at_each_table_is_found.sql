begin;
select plan(7);

select maitred_test.open_restaurant();
create function pg_temp.reoptimise()
returns setof uuid
language sql
as $$
    select r.booking_id
    from maitred.reoptimise_service(
        maitred_test.id('restaurant'), maitred_test.at('17:00'), maitred_test.at('23:00'), p_steps => 20,
        p_dry_run => false
    ) as r
$$;

select is_empty('select * from pg_temp.reoptimise()', 'nothing to do in an empty restaurant');
update maitred.table_inventory set in_service = false where name <> 'T8';
select maitred_test.book('long', 4, maitred_test.at('18:00'), maitred_test.at('21:00'));
select maitred_test.book('early', 3, maitred_test.at('18:15'), maitred_test.at('19:15'));
select maitred_test.book('late', 3, maitred_test.at('19:15'), maitred_test.at('20:45'));
select maitred_test.book('last', 1, maitred_test.at('20:30'), maitred_test.at('22:00'));
select set_eq(
    'select * from pg_temp.reoptimise()',
    array[maitred_test.booking('early'), maitred_test.booking('late')],
    'two short stays with six covers, not the long one with four that began first'
);
select is_empty('select * from pg_temp.reoptimise()', 'nobody who has a table loses it to more covers');

select throws_ok(
    $$
        select maitred_internal.apply_plan(
            r, maitred_test.at('17:00'), maitred_test.at('23:00'), 'another', array[row(
                maitred_test.booking('last'), '{}', maitred_test.tables(array['T8']), 'seated'
            )::maitred_internal.plan_change], now()
        )
        from maitred.restaurants as r
    $$,
    '40001', 'the service changed while it was being planned', 'a plan whose fingerprint differs is not applied'
);

-- A walk-in at an odd minute shares a quarter of an hour with the next party: both stay where they are.
update maitred.table_inventory set in_service = true;
select maitred_test.seat('odd', array['T7'], 2, maitred_test.at('18:00'), maitred_test.at('19:05'));
select maitred_test.seat('next', array['T7'], 2, maitred_test.at('19:10'), maitred_test.at('20:10'));
update maitred.booking_table_assignments set pinned = false;
select set_eq(
    'select * from pg_temp.reoptimise()', array[maitred_test.booking('long'), maitred_test.booking('last')],
    'what waits finds a place around them'
);
select is(maitred_test.tables_of('odd') || maitred_test.tables_of('next'), 'T7T7', 'they were not moved');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
