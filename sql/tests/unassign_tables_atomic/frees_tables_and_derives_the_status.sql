begin;

select plan(15);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1,T2,T3}', 6);
create temporary table mails as select maitred_test.mails_of('anna') as were;
create function pg_temp.release(p_tables text []) returns text language sql as $$
    select coalesce(string_agg(t.name, ' ' order by t.name), '')
    from maitred.unassign_tables_atomic(maitred_test.booking('anna'), maitred_test.tables(p_tables)) as u
    inner join maitred.table_inventory as t on t.id = u.table_id
$$;

select is(
    pg_temp.release('{T3,T7}'), 'T3', 'returns those it released; one that it does not have is no error'
);
select is(
    maitred_test.status_of('anna') || ' ' || maitred_test.tables_of('anna'), 'confirmed T1 T2', 'the rest stays'
);
select is(
    (select count(distinct a.merge_group_id)::int from maitred.booking_table_assignments as a), 1, 'in one merge group'
);
select is(pg_temp.release('{T1}'), 'T1', 'another one');
select is(
    (select a.merge_group_id from maitred.booking_table_assignments as a),
    null,
    'a single remaining table has no merge group'
);
select is(pg_temp.release(null), 'T2', 'null: all');
select is(
    (
        select row(b.status, b.pending_ref, b.version)::text
        from maitred.bookings as b
        where b.id = maitred_test.booking('anna')
    ),
    '(pending,,1)', 'without a table it is pending again, without a modification cycle, at the same version'
);
select results_eq(
    $$ select b.staff_decides, j.run_at
    from maitred.bookings as b inner join maitred_internal.assignment_jobs as j on j.booking_id = b.id $$,
    $$ values (true, maitred_test.at('19:00')) $$, 'staff decide: its job looks for nothing until it starts'
);
select is(maitred_test.mails_of('anna'), (select m.were from mails as m), 'no email');
select is_empty('select * from maitred.allocations', 'all time is free');
create temporary table before as select maitred_test.everything() as was;
select is(pg_temp.release(null), '', 'again: none, no error');
select is(maitred_test.everything(), (select b.was from before as b), 'and no row changed');
select is(maitred_test.assign('anna', '{T1,T2,T3}'), 'T1 T2 T3', 'assigned again');
select is(maitred_test.mails_of('anna'), (select m.were from mails as m), 'the guest was told already');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
