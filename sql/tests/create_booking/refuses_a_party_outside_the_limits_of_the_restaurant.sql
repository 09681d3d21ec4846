begin;

select plan(10);
select maitred_test.open_restaurant();

update maitred.restaurants
set min_party_size = 2, max_party_size = 8
where id = maitred_test.id('restaurant');

select
    is(
        maitred_test.refusal(format(
            'select maitred.create_booking(p_restaurant_id => %L, p_party_size => %L, p_start_at => %L,
            p_guest_name => ''x'', p_guest_email => null)',
            maitred_test.id('restaurant'), c.size, maitred_test.at('19:00')
        )) #>> '{detail,argument}',
        c.argument,
        concat('party of ', c.size)
    )
from (
    values
    (null, 'p_party_size'), (-1, 'p_party_size'), (0, 'p_party_size'), (1, 'p_party_size'), (2, null), (8, null),
    (9, 'p_party_size'), (10000, 'p_party_size')
) as c (size, argument);
select matches(
    maitred_test.refusal(format(
        'select maitred.create_booking(p_restaurant_id => %L, p_party_size => 9, p_start_at => %L,
            p_guest_name => ''x'', p_guest_email => null)', maitred_test.id('restaurant'), maitred_test.at('19:00')
    )) ->> 'message',
    '^p_party_size is "9", it must be between 2 and 8 guests',
    'the message names the argument, its value and the way out'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
