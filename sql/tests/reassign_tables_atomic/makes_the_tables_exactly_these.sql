begin;

select plan(16);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1,T2}', 4);
create temporary table mails as select maitred_test.mails_of('anna') as were;
create function pg_temp.reassign(p_tables text [], p_key text default null, p_user text default null)
returns text language sql as $$
    select string_agg(t.name, ' ' order by t.name)
    from maitred.reassign_tables_atomic(
        p_booking_id => maitred_test.booking('anna'), p_table_ids => maitred_test.tables(p_tables),
        p_idempotency_key => p_key, p_assigned_by => maitred_test.id(p_user)
    ) as a
    inner join maitred.table_inventory as t on t.id = a.table_id
$$;

select is(pg_temp.reassign('{T2,T3}', 'k'), 'T2 T3', 'one stays, one goes, one comes');
select is(maitred_test.tables_of('anna'), 'T2 T3', 'exactly these');
select is(
    (select count(distinct a.merge_group_id)::int from maitred.booking_table_assignments as a), 1, 'in one merge group'
);
select is(maitred_test.takers_of('T1'), '', 'the old table is free');
select is(maitred_test.status_of('anna'), 'confirmed', 'it stays confirmed all the while');
select is(maitred_test.mails_of('anna'), (select m.were from mails as m), 'the guest is not told');

create temporary table before as select maitred_test.everything() as was;
select is(pg_temp.reassign('{T3,T2}', 'k'), 'T2 T3', 'the same key replays');
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');
select throws_ok($$select pg_temp.reassign('{T4}', 'k')$$, 'MD203', null, 'for another request it is MD203');
select is(pg_temp.reassign('{T4}', 'k2'), 'T4', 'fewer tables');
select is(
    (select a.merge_group_id from maitred.booking_table_assignments as a), null, 'a single one has no merge group'
);
select is(pg_temp.reassign('{T2,T3}', 'k'), 'T2 T3', 'a released table has freed the key');

select maitred_test.seat('ben', '{T1}');
select throws_ok($$select pg_temp.reassign('{T1,T2}')$$, 'MD201', null, 'a taken table');
select throws_ok($$select pg_temp.reassign('{T1}')$$, 'MD301', null, 'the rules evaluate the new tables alone');
select is(maitred_test.tables_of('anna'), 'T2 T3', 'a refusal leaves the old tables');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
