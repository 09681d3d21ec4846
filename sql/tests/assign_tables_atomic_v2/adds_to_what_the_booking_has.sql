begin;

select plan(10);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
create temporary table mails as select maitred_test.mails_of('anna') as were;

select is(maitred_test.assign('anna', '{T2}'), 'T2', 'another table: its row comes back');
select is(maitred_test.tables_of('anna'), 'T1 T2', 'and is added');
select is(
    (
        select count(distinct a.merge_group_id)::int
        from maitred.booking_table_assignments as a
    ),
    1, 'both share a merge group now'
);
create temporary table merged as select min(a.merge_group_id::text) as id from maitred.booking_table_assignments as a;
select is(maitred_test.assign('anna', '{T3,T1}'), 'T1 T3', 'a table that it has is returned again');
select is(maitred_test.tables_of('anna'), 'T1 T2 T3', 'and stays');
select is(
    (select array_agg(distinct a.merge_group_id::text) from maitred.booking_table_assignments as a),
    (select array[m.id] from merged as m), 'the merge group keeps its id'
);
select throws_ok(
    $$select maitred_test.assign('anna', '{T4}')$$, 'MD301', null, 'the rules evaluate the union: four are too many'
);
select is(maitred_test.tables_of('anna'), 'T1 T2 T3', 'nothing changed');
select is(
    maitred_test.mails_of('anna'), (select m.were from mails as m), 'more tables are no news to the guest'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
