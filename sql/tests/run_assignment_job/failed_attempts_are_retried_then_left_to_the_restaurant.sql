begin;
select plan(22);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
create function pg_temp.run(p_name text default 'crowd')
returns jsonb
language sql
as $$
    update maitred_internal.assignment_jobs set run_at = clock_timestamp()
    where booking_id = maitred_test.booking(p_name);
    select maitred.run_assignment_job('test');
$$;
create function pg_temp.pause()
returns int
language sql
as $$ select extract(epoch from run_at - clock_timestamp())::int from maitred_internal.assignment_jobs $$;

select is(maitred.run_assignment_job('test'), null, 'nothing is due');
select maitred_test.book('crowd', 15);
select is(pg_temp.run() ->> 'outcome', 'no_table', 'the first attempt fails');
select ok(pg_temp.pause() between 3 and 6, 'the second comes after 5 seconds, give or take');
select is(maitred.run_assignment_job('test'), null, 'not before');
select is((pg_temp.run() ->> 'attempt')::int, 2, 'second attempt');
select ok(pg_temp.pause() between 11 and 18, 'then 15 seconds');
select pg_temp.run();
select ok(pg_temp.pause() between 35 and 54, 'then 45 seconds');
select pg_temp.run();
select ok(pg_temp.pause() between 239 and 300, 'then up to 5 minutes');
select is(maitred_test.status_of('crowd'), 'pending', 'and it still waits');
select is((pg_temp.run() ->> 'gave_up')::boolean, true, 'the fifth attempt is the last');
select is(maitred_test.status_of('crowd'), 'pending_allocation', 'now staff must act');
select is(
    (select count(*)::int from maitred.observability_events where name = 'auto_assign.failed'),
    5,
    'five events tell of it'
);
select is(
    (select count(*)::int from maitred_internal.outbox_keys where kind = 'house_attention'), 1,
        'one email to the restaurant'
);
create temporary table told as select maitred_test.everything() - '{jobs}'::text [] as was;
select is(pg_temp.run() ->> 'outcome', 'no_table', 'it is looked at again');
select ok(pg_temp.pause() between 239 and 300, 'within 5 minutes, for as long as it waits');
update maitred.restaurants set recheck_waiting = '10 minutes';
select pg_temp.run();
select ok(pg_temp.pause() between 479 and 600, 'or as often as the restaurant wants');
select is(
    maitred_test.everything() - '{jobs}'::text [], (select t.was from told as t),
    'and a look that changes nothing writes nothing: no event, no email'
);

select maitred_test.book('late', 15, date_trunc('minute', now()) + interval '10 minutes');
select is((pg_temp.run('late') ->> 'gave_up')::boolean, true, 'no attempt later than 10 minutes before the start');
select is(maitred_test.status_of('late'), 'pending_allocation', 'but the first is always made');
select ok(
    (
        select j.run_at - clock_timestamp() between '40 s' and '60 s' from maitred_internal.assignment_jobs as j
        where j.booking_id = maitred_test.booking('late')
    ),
    'in its last hour it is looked at every minute'
);
select maitred_test.book('soon', 15, now() + interval '62 minutes');
select maitred.run_assignment_job('test') from generate_series(1, 5);
update maitred_internal.assignment_jobs set attempts = 4 where booking_id = maitred_test.booking('soon');
select pg_temp.run('soon');
select ok(
    (
        select j.run_at <= b.start_at - interval '1 hour' from maitred_internal.assignment_jobs as j
        inner join maitred.bookings as b on b.id = j.booking_id
        where j.booking_id = maitred_test.booking('soon')
    ),
    'which begins with a look'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
