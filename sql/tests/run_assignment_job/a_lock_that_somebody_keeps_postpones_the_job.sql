begin;
select plan(9);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.book('anna');
create function pg_temp.fail()
returns trigger
language plpgsql
as $$
begin
    if current_setting('lock_timeout') = '1s' then
        raise exception 'canceling statement due to lock timeout' using errcode = 'lock_not_available';
    end if;
    return new;
end;
$$;
create trigger fail before insert on maitred.allocations for each row execute function pg_temp.fail();
set local lock_timeout = '7s';

create temporary table said as select maitred.run_assignment_job('test') as said;
select is((select s.said ->> 'outcome' from said as s), 'not_assignable', 'who keeps a lock is not waited for');
select is((select s.said -> 'detail' from said as s), '{"locked": 1}', 'which is told');
select is(current_setting('lock_timeout'), '7s', 'the caller waits as long as before');
select ok(
    (select j.attempts = 0 and j.run_at <= now() + interval '10 s' from maitred_internal.assignment_jobs as j),
    'it is tried again in seconds, and was no attempt'
);
select is(maitred_test.events_of('anna'), 'booking.created', 'nobody is told of it');
update maitred_internal.assignment_jobs set run_at = clock_timestamp();
select is(maitred.run_assignment_job('test') -> 'detail', '{"locked": 2}', 'the second time in a row');
select ok(
    (select j.run_at > clock_timestamp() + interval '10 s' from maitred_internal.assignment_jobs as j),
    'it waits longer'
);
drop trigger fail on maitred.allocations;

update maitred_internal.assignment_jobs set run_at = clock_timestamp();
select is(maitred.run_assignment_job('test') ->> 'outcome', 'assigned', 'and then it finds its table');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
