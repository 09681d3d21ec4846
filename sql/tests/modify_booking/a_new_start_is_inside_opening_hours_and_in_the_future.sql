begin;

select plan(6);
select maitred_test.open_restaurant();

insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
select maitred_test.id('restaurant'), d.day::text, d.day, '10:00', '23:00'
from generate_series(1, 7) as d (day);
select maitred_test.book('anna');
insert into maitred_test.names (name, id)
select 'running', b.id
from maitred.create_booking(
    p_restaurant_id => maitred_test.id('restaurant'), p_party_size => 2, p_source => 'import', p_guest_name => 'x',
    p_guest_email => null, p_start_at => maitred_test.at('12:00', -3000), p_end_at => maitred_test.at('13:00', -3000)
) as b;
create function pg_temp.state(p_name text, p_change text) returns text language sql as $$
    select maitred_test.refusal(format('select maitred.modify_booking(p_booking_id => %L, %s)',
        maitred_test.booking(p_name), p_change)) ->> 'sqlstate'
$$;

select is(pg_temp.state('anna', 'p_start_at => maitred_test.at(''23:00'')'), 'MD302', 'closed');
select is(pg_temp.state('anna', 'p_start_at => clock_timestamp() - interval ''1 min'''), '22023', 'past');
select is(
    pg_temp.state('running', 'p_end_at => maitred_test.at(''14:00'', -3000)'), null, 'a past start may stay'
);
select is(
    pg_temp.state('running', 'p_start_at => maitred_test.at(''12:30'', -3000)'),
    '22023',
    'but not be moved to another one'
);
select is(
    pg_temp.state('running', 'p_start_at => maitred_test.at(''12:30'', -3000), p_source => ''import'''), null,
    'unless it is imported'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
