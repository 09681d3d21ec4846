begin;

select plan(5);
select maitred_test.open_restaurant();
select maitred_test.book('ann', 2, maitred_test.at('19:00', -3650));
select maitred_test.book('bob', 2, maitred_test.at('19:00', -3650));
select maitred_test.book('cid');
update maitred.bookings set status = 'pending_allocation'
where id in (maitred_test.booking('ann'), maitred_test.booking('cid'));
insert into maitred_internal.assignment_jobs (restaurant_id, booking_id, run_at, created_at)
select b.restaurant_id, b.id, clock_timestamp(), clock_timestamp()
from maitred.bookings as b
where b.id <> maitred_test.booking('cid');

select results_eq(
    'select p.rows from maitred.plan_pruning(''6 months'') as p where p.relation = ''overdue_jobs''',
    'values (2::bigint)', 'the plan counts the jobs of bookings that nobody can seat any more'
);
select results_eq(
    'select p.rows from maitred.prune_history(''6 months'') as p where p.relation = ''overdue_jobs''',
    'values (2::bigint)', 'they go'
);
select set_eq(
    'select j.booking_id from maitred_internal.assignment_jobs as j',
    $$ values (maitred_test.booking('cid')) $$,
    'the job of an evening to come stays'
);
select is((select count(*)::int from maitred.bookings), 3, 'and so do the bookings');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
