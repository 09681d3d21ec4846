begin;
select plan(7);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
select maitred_test.book('bad', 4);
select maitred_test.book('good', 2);
create function pg_temp.fail()
returns trigger
language plpgsql
as $$
begin
    if (select b.party_size from maitred.bookings as b where b.id = new.booking_id) = 4 then
        raise exception 'boom' using errcode = current_setting('test.state');
    end if;
    return new;
end;
$$;
create trigger fail before insert on maitred.allocations for each row execute function pg_temp.fail();

select set_config('test.state', 'XX000', true);
select is(
    maitred.run_assignment_job('test') -> 'detail', '{"sqlstate": "XX000", "message": "boom"}', 'the error is told'
);
select is(
    (select j.attempts from maitred_internal.assignment_jobs as j where j.booking_id = maitred_test.booking('bad')), 1,
    'and counts as an attempt'
);
select is(maitred.run_assignment_job('test') ->> 'outcome', 'assigned', 'the next booking has its turn');

update maitred_internal.assignment_jobs set run_at = clock_timestamp();
select set_config('test.state', '57P01', true);
select throws_ok(
    $$ select maitred.run_assignment_job('test') $$, '57P01', 'boom', 'an attempt that is cut off is no attempt'
);
select set_config('test.state', '40P01', true);
select throws_ok($$ select maitred.run_assignment_job('test') $$, '40P01', 'boom', 'nor is a conflict');
drop trigger fail on maitred.allocations;

select maitred.cancel_booking(maitred_test.booking('bad'));
insert into maitred_internal.assignment_jobs (restaurant_id, booking_id, run_at, created_at)
values (maitred_test.id('restaurant'), maitred_test.booking('bad'), now(), now());
select is(
    maitred.run_assignment_job('test') ->> 'outcome', 'not_assignable', 'a job for a booking that is over is dropped'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
