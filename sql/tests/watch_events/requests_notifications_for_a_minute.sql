begin;

select plan(8);
select maitred_test.open_restaurant();

create function pg_temp.requested_until() returns bigint language sql as $$
    select w.last_value - (extract(epoch from clock_timestamp()) * 1000)::bigint
    from maitred_internal.events_watched_until as w
$$;
select is((select pg_typeof(maitred.watch_events())::text), 'void', 'called by whoever listens');
select ok(pg_temp.requested_until() between 59000 and 60000, 'it is requested for 60 seconds');
select setval(
    'maitred_internal.events_watched_until', (extract(epoch from clock_timestamp()) * 1000)::bigint + 90000
);
select maitred.watch_events();
select ok(pg_temp.requested_until() > 80000, 'and never for less than it was');
select maitred_test.book('anna');
select is(maitred_test.events_of('anna'), 'booking.created booking.waits_for_staff',
    'an event is a row, watched or not');
set local role maitred_reader;
select lives_ok('select maitred.watch_events()', 'whoever reads maitred may watch');
reset role;
set local role maitred_guest;
select throws_ok('select maitred.watch_events()', '42501', null, 'a guest may not');
reset role;
select setval('maitred_internal.events_watched_until', 0);
select lives_ok($$select maitred_test.book('ben')$$, 'and nobody is told when nobody watches');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
