-- seat, complete, no-show and undo: null, unknown, of another restaurant.
begin;

select plan(15);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.open_restaurant('other');
create temporary table before as select maitred_test.everything() as was;

select
    throws_ok(
        format('select maitred.%I(p_booking_id => %L, p_restaurant_id => %L)', f.name, c.booking_id, c.restaurant_id),
        c.state, null, format('%s: %s', f.name, c.what)
    )
from unnest(array['seat_booking', 'complete_booking', 'mark_no_show', 'undo_seating']) as f (name),
    (
        values
        (null, null, '22023', 'a null id'),
        (gen_random_uuid(), null, 'MD101', 'an unknown id'),
        (maitred_test.booking('anna'), maitred_test.id('other'), 'MD101', 'a booking of another restaurant')
    ) as c (booking_id, restaurant_id, state, what);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');
select is(
    (
        select b.status::text
        from maitred.seat_booking(
                p_booking_id => maitred_test.booking('anna'), p_restaurant_id => maitred_test.id('restaurant')
            ) as b
    ),
    'seated', 'with its own restaurant it is found'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
