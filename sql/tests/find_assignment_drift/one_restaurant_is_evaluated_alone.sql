begin;

select plan(3);
select maitred_test.open_restaurant();
select maitred_test.open_restaurant('other');
select maitred_test.seat('ann', '{T1}');
savepoint sane;
set session_replication_role = replica;
delete from maitred.allocations;
set session_replication_role = origin;

select is(
    (select count(*) from maitred.find_assignment_drift(maitred_test.id('restaurant'))), 1::bigint,
        'the restaurant has drift'
);
select is_empty(
    format('select * from maitred.find_assignment_drift(%L)', maitred_test.id('other')), 'the other has none'
);
rollback to sane;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
