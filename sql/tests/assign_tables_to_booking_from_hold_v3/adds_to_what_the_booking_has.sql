begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1,T2}', 4);
select maitred_test.hold('anna', '{T2,T3}', 'ann');
select maitred_test.propose('anna', '{T4}', 'bob');
update maitred.restaurants set buffer_after = '15 min' where id = maitred_test.id('restaurant');

select is(
    array(
        select t.name
        from maitred.assign_tables_to_booking_from_hold_v3(maitred_test.hold_of('anna', 'ann')) as a
        inner join maitred.table_inventory as t on t.id = a.table_id
        order by t.name
    ),
    '{T2,T3}', 'the tables that the hold names'
);
select is(maitred_test.tables_of('anna'), 'T1 T2 T3', 'all the booking has');
select is(
    (select upper(l.during) from maitred.allocations as l where l.table_id = maitred_test.id('T3')),
    maitred_test.at('21:15'),
    'with the buffer of today, though it was held with another'
);
select is(
    (select a.assigned_by from maitred.booking_table_assignments as a where a.table_id = maitred_test.id('T3')),
    maitred_test.id('ann'), 'whoever names nobody acts for the holder'
);
select is(maitred_test.session_status('anna', 'bob'), 'HELD', 'other claims on the booking stay');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
