begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.hold('anna', '{T1}', 'ann', '60 s');
select maitred_test.propose('anna', '{T2}', 'bob');
create temporary table call as select clock_timestamp() as began;

select is(
    (
        select h.expires_at between c.began + interval '600 s' and clock_timestamp() + interval '600 s'
        from maitred.extend_table_hold(maitred_test.hold_of('anna', 'ann'), '600 s') as h
        cross join call as c
    ),
    true, 'ten minutes from now'
);
create temporary table before as
select h.expires_at from maitred.table_holds as h where h.created_by = maitred_test.id('ann');
select is(
    (select l.expires_at from maitred.allocations as l where l.table_id = maitred_test.id('T1')),
    (select h.expires_at from maitred.table_holds as h where h.created_by = maitred_test.id('ann')),
    'its rows expire with it'
);
select is(
    (select h.expires_at from maitred.extend_table_hold(maitred_test.hold_of('anna', 'ann'), '30 s') as h),
    (select b.expires_at from before as b), 'less is no change'
);
select results_eq(
    $$
    select h.expires_at from maitred.table_holds as h where h.created_by = maitred_test.id('ann')
    union all
    select l.expires_at from maitred.allocations as l where l.table_id = maitred_test.id('T1')
    $$,
    'select b.expires_at from before as b, generate_series(1, 2)', 'it keeps its time, and so do its rows'
);
update call set began = clock_timestamp();
update maitred.restaurants set hold_ttl = '300 s' where id = maitred_test.id('restaurant');
select is(
    (
        select h.expires_at between c.began + interval '300 s' and clock_timestamp() + interval '300 s'
        from maitred.extend_table_hold(maitred_test.hold_of('anna', 'bob')) as h
        cross join call as c
    ),
    true, 'null: the hold time of the restaurant'
);
select results_eq(
    $$select s.hold_expires_at, s.status::text from maitred.manual_assignment_sessions as s$$,
    $$select h.expires_at, 'HELD' from maitred.table_holds as h where h.created_by = maitred_test.id('bob')$$,
    'the session on a hold lives as long'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
