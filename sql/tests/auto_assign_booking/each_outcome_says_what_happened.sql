begin;
select plan(14);

select maitred_test.open_restaurant();
select maitred_test.book('guest');
create function pg_temp.outcome(p_name text, p_bypass boolean default true, p_mode text default 'standard')
returns maitred.assignment_outcome
language sql
as $$ select maitred.auto_assign_booking(maitred_test.booking(p_name), p_bypass, p_mode) $$;

select is((pg_temp.outcome('guest', false)).outcome, 'disabled', 'the restaurant assigns by hand');
select is(maitred_test.status_of('guest'), 'pending', 'so nothing happens');
select is((pg_temp.outcome('guest')).outcome, 'assigned', 'unless the flag is bypassed');
select is(maitred_test.status_of('guest'), 'confirmed', 'the booking is confirmed');
select is((pg_temp.outcome('guest')).outcome, 'already_assigned', 'again: it has tables already');
select isnt((pg_temp.outcome('guest')).table_ids, '{}', 'which are named');
select is(
    (select count(*)::int from maitred.observability_events where name = 'auto_assign.succeeded'),
    1,
    'one event tells of it'
);

select maitred_test.book('crowd', 15);
select is((pg_temp.outcome('crowd')).outcome, 'no_table', 'nothing seats fifteen');
select is(
    (select e.payload from maitred.observability_events as e where e.name = 'auto_assign.failed'),
    '{"attempt": null, "modification": false, "reasons": {"options": 0, "tables": 0, "rules": [], "taken": {}}}',
    'the event says why'
);

select maitred_test.book('held');
select maitred.create_table_hold_v2(
    p_booking_id => maitred_test.booking('held'), p_table_ids => maitred_test.tables(array['T8']),
    p_created_by => maitred_test.id('anna')
);
select ok((pg_temp.outcome('held')).detail ? 'held_until', 'somebody is holding tables for it');
select maitred.cancel_booking(maitred_test.booking('held'));
select is((pg_temp.outcome('held')).detail ->> 'status', 'cancelled', 'a booking that is over is not assignable');

select throws_ok($$ select pg_temp.outcome('guest', true, 'loudly') $$, '22023');
select throws_ok(
    $$ select maitred.auto_assign_booking(maitred_test.booking('guest'), p_restaurant_id => gen_random_uuid()) $$,
    'MD101'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
