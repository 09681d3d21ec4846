begin;
select plan(5);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;

select maitred_test.seat('guest', array['T8'], 4);
select maitred.modify_booking(p_booking_id => maitred_test.booking('guest'), p_start_at => maitred_test.at('20:00'));
select is(
    (select s.table_ids from maitred.suggest_tables(maitred_test.booking('guest'), 1) as s),
    array[maitred_test.id('T8')], 'the table it lost by the edit comes first'
);
select maitred.run_assignment_job('test');
select is(maitred_test.tables_of('guest'), 'T8', 'and the job takes it');

select maitred.modify_booking(
    p_booking_id => maitred_test.booking('guest'), p_start_at => maitred_test.at('20:15'), p_if_unavailable => 'refuse'
);
select is(maitred_test.tables_of('guest'), 'T8', 'an edit carried out immediately stays at its table');

select maitred.modify_booking(p_booking_id => maitred_test.booking('guest'), p_party_size => 2);
select maitred.run_assignment_job('test');
select is(
    (select sum(t.capacity)::int from maitred.booking_table_assignments as a
        inner join maitred.table_inventory as t on t.id = a.table_id
        where a.booking_id = maitred_test.booking('guest')),
    2, 'but not when fewer seats do'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
