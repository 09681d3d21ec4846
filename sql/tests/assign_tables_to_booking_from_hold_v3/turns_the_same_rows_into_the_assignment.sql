begin;

select plan(13);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 4);
select maitred_test.hold('anna', '{T1,T2}', 'ann');
create temporary table hold as select maitred_test.hold_of('anna', 'ann') as id;
create temporary table rows as
select l.id, l.table_id, l.during from maitred.allocations as l;
create function pg_temp.confirm(p_key text default null, p_user text default null) returns text language sql as $$
    select coalesce(string_agg(t.name, ' ' order by t.name), '')
    from maitred.assign_tables_to_booking_from_hold_v3(
        p_hold_id => (select h.id from hold as h), p_idempotency_key => p_key, p_assigned_by => maitred_test.id(p_user)
    ) as a
    inner join maitred.table_inventory as t on t.id = a.table_id
$$;

select is(pg_temp.confirm('k', 'ann'), 'T1 T2', 'a row per table');
select results_eq(
    $$select l.id, l.table_id, l.during, l.kind, l.booking_id, l.hold_id, l.expires_at
    from maitred.allocations as l order by l.id$$,
    $$select r.id, r.table_id, r.during, 'assignment', maitred_test.booking('anna'), null::uuid, null::timestamptz
    from rows as r order by r.id$$,
    'the same allocation rows have another owner'
);
select is_empty('select * from maitred.table_holds', 'the hold is gone');
select is(maitred_test.status_of('anna'), 'confirmed', 'the booking is confirmed');
select is(maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'and told');
select is(
    (
        select count(distinct a.merge_group_id)::int
        from maitred.booking_table_assignments as a
        where a.assigned_by = maitred_test.id('ann') and a.pinned
    ),
    1, 'one merge group, pinned by its user'
);
create temporary table before as select maitred_test.everything() as was;
select is(pg_temp.confirm('k', 'ann'), 'T1 T2', 'the same key replays the rows');
select is(pg_temp.confirm('k'), 'T1 T2', 'for nobody in particular too');
select is(maitred_test.everything(), (select b.was from before as b), 'and nothing changed');
select throws_ok($$select pg_temp.confirm()$$, 'MD103', null, 'without the key the hold is gone');
select throws_ok($$select pg_temp.confirm('k2')$$, 'MD103', null, 'or with another');
select maitred.unassign_tables_atomic(maitred_test.booking('anna'), maitred_test.tables('{T1}'));
select throws_ok($$select pg_temp.confirm('k')$$, 'MD103', null, 'a released table frees the key');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
