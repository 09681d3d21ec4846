begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred.seat_booking(p_booking_id => maitred_test.booking('anna'));
create function pg_temp.state(p_change text) returns text language sql as $$
    select maitred_test.refusal(format('select maitred.modify_booking(p_booking_id => %L, %s)',
        maitred_test.booking('anna'), p_change)) ->> 'sqlstate'
$$;

select is(pg_temp.state('p_party_size => 1'), 'MD401', 'another party');
select is(pg_temp.state('p_start_at => maitred_test.at(''18:30'')'), 'MD401', 'another start');
select is(
    pg_temp.state('p_start_at => maitred_test.at(''18:30''), p_if_unavailable => ''refuse'''), 'MD401',
    'another start, tables or not'
);
select is(pg_temp.state('p_end_at => maitred_test.at(''18:30'')'), '22023', 'an end before the start');
select is(pg_temp.state('p_notes => ''water'''), null, 'notes can be written');
select is(
    pg_temp.state('p_party_size => 2, p_start_at => maitred_test.at(''19:00'')'),
    null,
    'the same start and party are no change'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
