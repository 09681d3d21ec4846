begin;

select plan(20);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
create temporary table before as select maitred_test.everything() as was;
select is(
    maitred_test.refusal(format(
        'select maitred.modify_booking(p_booking_id => %L, %I => %L)', maitred_test.booking('anna'), c.argument, c.value
    )) #>> '{detail,argument}',
    c.argument, format('%s => %s', c.argument, left(translate(c.value, E'\n', ' '), 30))
)
from (
    values
    ('p_party_size', '0'), ('p_party_size', '-1'), ('p_party_size', '10000'), ('p_start_at', 'infinity'),
    ('p_start_at', '2020-01-01'), ('p_end_at', '2031-06-07 17:00Z'), ('p_end_at', '-infinity'),
    ('p_guest_email', E'a@b\nBcc: c@d'), ('p_guest_name', repeat('x', 10240)), ('p_guest_name', ''),
    ('p_guest_name', '  '), ('p_if_unavailable', 'maybe'),
    ('p_if_unavailable', null), ('p_source', null), ('p_locale', 'EN')
) as c (argument, value);
select throws_ok('select maitred.modify_booking(p_booking_id => null)', '22023', null, 'a null id');
select throws_ok(
    'select maitred.modify_booking(p_booking_id => gen_random_uuid())', 'MD101', null, 'an unknown id'
);
select throws_ok(
    format(
        'select maitred.modify_booking(p_booking_id => %L, p_notes => %L, p_restaurant_id => %L)',
        maitred_test.booking('anna'), 'x', maitred_test.open_restaurant('other')
    ),
    'MD101', null, 'a booking of another restaurant is not found'
);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
