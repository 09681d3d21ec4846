begin;

select plan(4);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
delete from maitred.allocations;
set session_replication_role = origin;
create temporary table repaired on commit drop as
select * from maitred_test.repair();
revoke set on parameter session_replication_role from maitred_owner;

select is(
    maitred_test.refusal(format('select maitred.undo_repair(%L)', r.repair_id)) ->> 'hint',
    'Have a superuser run: grant set on parameter session_replication_role to maitred_owner',
    'the hint is the statement'
)
from (select distinct repair_id from repaired) as r;

set session_replication_role = replica;
select is(maitred.undo_repair(r.repair_id), 2, 'a superuser may lower them for the session')
from (select distinct repair_id from repaired) as r;
set session_replication_role = origin;
select is(
    (select f.kind from maitred.find_assignment_drift() as f), 'assignment_without_allocation', 'the fault is back'
);

select maitred_test.repair();
set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
