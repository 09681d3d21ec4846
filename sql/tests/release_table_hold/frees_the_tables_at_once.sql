begin;

select plan(11);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.hold('anna', '{T1}', 'ann');
select maitred_test.hold('anna', '{T2}', 'bob');
create temporary table hold as select maitred_test.hold_of('anna', 'ann') as id;

select is(maitred.release_table_hold((select h.id from hold as h)), true, 'true: it was held');
select is(maitred_test.takers_of('T1'), '', 'the table is free');
select is(maitred_test.takers_of('T2'), 'anna hold', 'another user''s hold stays');
create temporary table before as select maitred_test.everything() as was;
select is(maitred.release_table_hold((select h.id from hold as h)), false, 'false: already gone');
select is(maitred.release_table_hold(gen_random_uuid()), false, 'or never there');
select is(maitred_test.everything(), (select b.was from before as b), 'which changes nothing');
select throws_ok('select maitred.release_table_hold(null)', '22023', null, 'a null id');
select maitred_test.run_out('anna');
select is(
    maitred.release_table_hold(maitred_test.hold_of('anna', 'bob')), false, 'false: its time was over'
);
select is_empty('select * from maitred.table_holds', 'and it is gone now');
select is(
    (select array_agg(e.name order by e.id) from maitred.observability_events as e where e.name like 'hold.%d'),
    array['hold.created', 'hold.created', 'hold.released', 'hold.expired'], 'events'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
