begin;

select plan(5);
select maitred_test.open_house();
select maitred_test.book('ann', 2, maitred_test.at('19:00', -3650));
select maitred_test.book('bob', 2, maitred_test.at('19:00', -3650));
select maitred_test.book('cid');
update maitred.bookings set status = 'pending_allocation'
where id in (maitred_test.booking('ann'), maitred_test.booking('cid'));
insert into maitred_internal.assignment_jobs (
    restaurant_id, booking_id, run_at, bypass_feature_flag, email_mode, created_at
)
select
    b.restaurant_id, b.id, case when b.status = 'pending' then clock_timestamp() else 'infinity' end, false, 'standard',
    clock_timestamp()
from maitred.bookings as b;

select results_eq(
    'select p.rows from maitred.plan_pruning(''6 months'') as p where p.relation = ''parked_jobs''',
    'values (1::bigint)', 'the plan counts the job of a booking that nobody can seat any more'
);
select results_eq(
    'select p.rows from maitred.prune_history(''6 months'') as p where p.relation = ''parked_jobs''',
    'values (1::bigint)', 'it goes'
);
select set_eq(
    'select j.booking_id from maitred_internal.assignment_jobs as j',
    $$ values (maitred_test.booking('bob')), (maitred_test.booking('cid')) $$,
    'jobs that are due, or of evenings to come, stay'
);
select is((select count(*)::int from maitred.bookings), 3, 'and so do the bookings');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
