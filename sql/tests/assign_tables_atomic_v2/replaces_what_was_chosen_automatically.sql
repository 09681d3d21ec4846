begin;

select plan(24);
select maitred_test.open_restaurant();
update maitred.restaurants set require_adjacency = true;

-- T1 is the best table for two, so that the planner chooses it.
create function pg_temp.chosen(p_name text, p_party int default 2) returns text language sql as $$
    select maitred_test.book(p_name, p_party);
    select (maitred.auto_assign_booking(maitred_test.booking(p_name), true)).outcome;
    select maitred_test.tables_of(p_name)
$$;
create function pg_temp.evaluated(p_name text, p_tables text []) returns text language sql as $$
    select coalesce(string_agg(c.rule, ' '), 'fine')
    from maitred.check_table_assignment(maitred_test.booking(p_name), maitred_test.tables(p_tables)) as c
    where c.severity = 'block'
$$;

select is(pg_temp.chosen('anna'), 'T1', 'the planner chose a table');
select is(pg_temp.evaluated('anna', '{T7}'), 'fine', 'a table in another zone is fine by itself');
select is(maitred_test.assign('anna', '{T7}', 'k', 'ann'), 'T7', 'staff name it: its row comes back');
select is(maitred_test.tables_of('anna'), 'T7', 'and it is the one table the party has');
select is(maitred_test.takers_of('T1'), '', 'the other is free');
select is(
    (
        select e.payload ->> 'reason' from maitred.observability_events as e
        where e.name = 'tables.unassigned' and e.booking_id = maitred_test.booking('anna')
    ),
    'staff chose other tables', 'an event says so'
);
select is(
    (
        select a.pinned and a.assigned_by = maitred_test.id('ann') and a.merge_group_id is null
        from maitred.booking_table_assignments as a
        where a.booking_id = maitred_test.booking('anna')
    ),
    true, 'staff chose it'
);
select is(maitred_test.assign('anna', '{T7}', 'k', 'ann'), 'T7', 'the same again');
select is(maitred_test.tables_of('anna'), 'T7', 'changes nothing');
select is(
    pg_temp.evaluated('anna', '{T8}'), 'fine', 'what staff chose is not replaced: another table would come to it'
);
select is(maitred_test.assign('anna', '{T8}'), 'T8', 'it comes');
select is(maitred_test.tables_of('anna'), 'T7 T8', 'to what they have');

select is(pg_temp.chosen('ben'), 'T1', 'the planner chose a table for others');
select is(maitred_test.assign('ben', '{T1,T2}', null, 'ann'), 'T1 T2', 'who names it as well, keeps it');
select is(
    (
        select bool_and(a.pinned and a.assigned_by = maitred_test.id('ann'))
        from maitred.booking_table_assignments as a
        where a.booking_id = maitred_test.booking('ben')
    ),
    true, 'both are the choice of staff now'
);

select is(pg_temp.chosen('carl', 4), 'T3', 'and one for four');
select is(pg_temp.evaluated('carl', '{T4}'), 'fine', 'a table that is enough');
create temporary table before as select maitred_test.everything() as was;
select maitred_test.seat('dora', '{T4}', 2);
select throws_ok($$select maitred_test.assign('carl', '{T4}')$$, 'MD201', null, 'but is taken');
select is(maitred_test.tables_of('carl'), 'T3', 'leaves them where they are');

-- T2 alone is too small for four: it can only come to what they have.
select maitred.unassign_tables_atomic(maitred_test.booking('ben'), maitred_test.tables('{T2}'));
select is(maitred_test.assign('carl', '{T2}'), 'T2', 'a table that is too small by itself');
select is(maitred_test.tables_of('carl'), 'T2 T3', 'is added');

-- Who names one of two tables that a machine chose wants to keep it, and the other with it.
update maitred.table_inventory set in_service = name in ('T1', 'T2', 'T3')
where restaurant_id = maitred_test.id('restaurant');
update maitred.table_inventory set capacity = 3 where id = maitred_test.id('T3');
select maitred_test.book('emma', 4, maitred_test.at('22:00'));
select maitred.auto_assign_booking(maitred_test.booking('emma'), true);
select is(maitred_test.tables_of('emma'), 'T1 T2', 'the planner put two tables together');
select maitred_test.assign('emma', '{T2,T3}');
select is(maitred_test.tables_of('emma'), 'T1 T2 T3', 'one of them and a third are named: all three');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
