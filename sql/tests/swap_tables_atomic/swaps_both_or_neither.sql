begin;

select plan(12);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.seat('ben', '{T3}', 4, maitred_test.at('20:00'));
select maitred_test.seat('cid', '{T2}', 2, maitred_test.at('19:00'));
select maitred_test.seat('dora', '{T7}', 2, maitred_test.at('12:00'));
select maitred_test.seat('emil', '{T7}', 2, maitred_test.at('19:00'));
select maitred_test.book('fred');
create temporary table before as select maitred_test.everything() as was;
create function pg_temp.refused(p_a uuid, p_b uuid) returns jsonb language sql as $$
    select maitred_test.refusal(format('select * from maitred.swap_tables_atomic(%L, %L)', p_a, p_b))
$$;

select is(
    pg_temp.refused(maitred_test.booking('anna'), maitred_test.booking('ben')) #>> '{detail,violations,0,rule}',
    'enough_seats', 'the rules evaluate each at the other''s table'
);
select is(
    pg_temp.refused(maitred_test.booking('ben'), maitred_test.booking('anna')) #>> '{detail,violations,0,rule}',
    'enough_seats', 'whichever way round'
);
select is(
    pg_temp.refused(maitred_test.booking('cid'), maitred_test.booking('dora')) #>> '{detail,blocker_id}',
    maitred_test.booking('emil')::text, 'a third party at the other''s table: MD201'
);
select is(
    pg_temp.refused(maitred_test.booking('anna'), maitred_test.booking('fred')) ->> 'sqlstate',
    'MD401',
    'one without tables'
);
select is(
    pg_temp.refused(maitred_test.booking('anna'), maitred_test.booking('anna')) ->> 'sqlstate', '22023', 'itself'
);
select is(pg_temp.refused(maitred_test.booking('anna'), null) #>> '{detail,argument}', 'p_booking_b', 'nobody');
select is(
    pg_temp.refused(null, maitred_test.booking('anna')) #>> '{detail,argument}', 'p_booking_a', 'nobody with somebody'
);
select is(
    pg_temp.refused(maitred_test.booking('anna'), gen_random_uuid()) ->> 'sqlstate', 'MD101', 'an unknown booking'
);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');
select maitred_test.open_restaurant('other');
insert into maitred_test.names (name, id) select 'stranger', b.id
from maitred.create_booking(
    p_restaurant_id => maitred_test.id('other'), p_party_size => 2, p_start_at => maitred_test.at('19:00'),
    p_guest_name => 'x', p_guest_email => null
) as b;
select is(
    pg_temp.refused(maitred_test.booking('anna'), maitred_test.booking('stranger')) ->> 'sqlstate', 'MD101',
    'a booking of another restaurant is not found'
);
update maitred.booking_table_assignments set end_at = maitred_test.at('20:00')
where booking_id = maitred_test.booking('anna');
select is(
    pg_temp.refused(maitred_test.booking('anna'), maitred_test.booking('cid')) ->> 'sqlstate', 'MD202',
    'rows that are inconsistent'
);
update maitred.booking_table_assignments set end_at = maitred_test.at('21:00')
where booking_id = maitred_test.booking('anna');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
