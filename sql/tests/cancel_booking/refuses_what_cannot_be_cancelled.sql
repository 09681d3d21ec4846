begin;

select plan(10);
select maitred_test.open_restaurant();

select maitred_test.seat(v.name, array[v.table_name])
from (values ('seated', 'T1'), ('completed', 'T2'), ('no_show', 'T3')) as v (name, table_name);
select maitred.seat_booking(p_booking_id => maitred_test.booking(v.name))
from unnest(array['seated', 'completed']) as v (name);
select maitred.complete_booking(p_booking_id => maitred_test.booking('completed'));
select maitred.mark_no_show(p_booking_id => maitred_test.booking('no_show'));
create temporary table before as select maitred_test.everything() as was;

select is(
    maitred_test.refusal(format('select maitred.cancel_booking(p_booking_id => %L)', maitred_test.booking(v.name)))
    -> 'detail',
    jsonb_build_object(
        'code', 'invalid_transition', 'booking_id', maitred_test.booking(v.name),
            'reference', maitred_test.reference(v.name), 'from', v.name, 'to', 'cancelled'
    ),
    v.name
)
from unnest(array['seated', 'completed', 'no_show']) as v (name);
select is(
    maitred_test.refusal(format(
        'select maitred.cancel_booking(p_booking_id => %L, p_reason => repeat(''x'', 1001))',
        maitred_test.booking('seated')
    )) #>> '{detail,argument}',
    'p_reason', 'a reason of 1001 characters'
);
select is(
    maitred_test.refusal(format(
        'select maitred.cancel_booking(p_booking_id => %L, p_source => null)', maitred_test.booking('seated')
    )) #>> '{detail,argument}',
    'p_source', 'a null source'
);
select throws_ok('select maitred.cancel_booking(p_booking_id => null)', '22023', null, 'a null id');
select throws_ok(
    'select maitred.cancel_booking(p_booking_id => gen_random_uuid())', 'MD101', null, 'an unknown id'
);
select throws_ok(
    format(
        'select maitred.cancel_booking(p_booking_id => %L, p_restaurant_id => %L)',
        maitred_test.booking('seated'), maitred_test.open_restaurant('other')
    ),
    'MD101', null, 'a booking of another restaurant is not found'
);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
