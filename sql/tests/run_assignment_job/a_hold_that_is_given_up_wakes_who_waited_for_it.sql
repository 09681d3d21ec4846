begin;

select plan(8);
select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true where id = maitred_test.id('restaurant');
select maitred_test.book('ann', 8);
select maitred_test.hold('ann', '{T6}', 'hans');
select is(maitred.run_assignment_job('w') ->> 'outcome', 'not_assignable', 'a hold delays the job of its booking');
select is(maitred.run_assignment_job('w'), null, 'until it is over');
select ok(maitred.release_table_hold(maitred_test.hold_of('ann', 'hans')), 'it is given up');
select is(maitred.run_assignment_job('w') ->> 'outcome', 'assigned', 'the job looks immediately');

select maitred_test.book('ben', 8, maitred_test.at('12:30'));
select maitred_test.propose('ben', '{T6}', 'hans');
select is(maitred.run_assignment_job('w') ->> 'outcome', 'not_assignable', 'a session holds as well');
select maitred.cancel_manual_assignment(maitred_test.session_of('ben', 'hans'), maitred_test.id('hans'));
select is(maitred.run_assignment_job('w') ->> 'outcome', 'assigned', 'and wakes as well');

select maitred_test.book('cid', 2, maitred_test.at('21:30'));
select maitred_test.hold('cid', '{T1}', 'hans');
delete from maitred_internal.freed_time;
select maitred_test.assign('cid', '{T1}', null, 'hans');
select is_empty('select * from maitred_internal.freed_time', 'a hold that became an assignment frees nothing');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
