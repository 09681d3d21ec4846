begin;

select plan(16);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.hold('anna', '{T1}', 'ann');
create function pg_temp.state(p_user text default null, p_key text default null) returns text language sql as $$
    select maitred_test.refusal(format(
        'select * from maitred.assign_tables_to_booking_from_hold_v3(%L, %L, p_assigned_by => %L)',
        (select h.id from maitred.table_holds as h where h.created_by = maitred_test.id('ann')), p_key,
        maitred_test.id(p_user)
    )) ->> 'sqlstate'
$$;
create temporary table before as select maitred_test.everything() as was;

select throws_ok('select * from maitred.assign_tables_to_booking_from_hold_v3(null)', '22023', null, 'a null id');
select throws_ok(
    'select * from maitred.assign_tables_to_booking_from_hold_v3(gen_random_uuid())', 'MD103', null, 'an unknown hold'
);
select is(pg_temp.state('bob'), 'MD501', 'another user''s hold');
select is(pg_temp.state('ann', ''), '22023', 'an empty key');
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');

update maitred.table_inventory set in_service = false where id = maitred_test.id('T1');
select is(pg_temp.state('ann'), 'MD102', 'a table that went out of service');
update maitred.table_inventory set in_service = true, min_party = 1, capacity = 1 where id = maitred_test.id('T1');
select is(pg_temp.state('ann'), 'MD301', 'a table that lost a seat: the rules are checked again');
select is(
    maitred_test.everything(), (select b.was from before as b), 'a refusal for what became of the floor changes nothing'
);
update maitred.table_inventory set capacity = 2 where id = maitred_test.id('T1');
select maitred_test.seat('next', '{T1}', 2, maitred_test.at('21:00'));
update maitred.restaurants set buffer_after = '30 min' where id = maitred_test.id('restaurant');
select is(pg_temp.state('ann'), 'MD201', 'a longer buffer that runs into the next party');
select is(maitred_test.takers_of('T1'), 'anna hold, next assignment', 'the hold stands');
update maitred.restaurants set buffer_after = '0 min' where id = maitred_test.id('restaurant');
update maitred.table_holds set start_at = start_at - interval '1 hour', end_at = end_at - interval '1 hour';
select is(
    maitred_test.refusal(format(
        'select * from maitred.assign_tables_to_booking_from_hold_v3(%L)', maitred_test.hold_of('anna', 'ann')
    )) #>> '{detail,violations,0,rule}',
    'window_mismatch', 'a hold for a window that the booking does not have'
);
update maitred.table_holds set start_at = start_at + interval '1 hour', end_at = end_at + interval '1 hour';
select maitred_test.hold('anna', '{T2}', 'bob');
select maitred_test.assign('anna', '{T2}', 'k', 'bob');
select is(pg_temp.state('ann', 'k'), 'MD203', 'a key that stands for another request');
select maitred_test.run_out('anna');
select is(pg_temp.state('ann'), 'MD402', 'its time is over');
select is(maitred_test.tables_of('anna'), 'T2', 'the booking has what it had');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select is_empty('select * from maitred.table_holds', 'an edit of the booking ends its holds');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
