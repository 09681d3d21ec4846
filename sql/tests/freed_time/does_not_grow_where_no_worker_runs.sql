begin;
select plan(10);

select maitred_test.open_restaurant();
delete from maitred_internal.freed_time;
select maitred_internal.note_freed_time(maitred_test.id('restaurant'), maitred_test.id('T1'), d.during)
from generate_series(1, 40) as n
cross join lateral (
    values (tstzrange(maitred_test.at('18:00', n), maitred_test.at('19:00', n)))
) as d (during);
select maitred_internal.note_freed_time(
    maitred_test.id('restaurant'), maitred_test.id('T1'), tstzrange(now() - interval '1 hour', now())
);
delete from maitred_internal.freed_time where table_id is null;
insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
select
    maitred_test.id('restaurant'), maitred_test.id('T2'),
    tstzrange(maitred_test.at('17:00'), maitred_test.at('18:00')), now()
from generate_series(1, 9 + 40 - (select count(*)::int from maitred_internal.freed_time));
select is((select count(*)::int from maitred_internal.freed_time), 49, 'time that is over is not noted');

select maitred_internal.merge_freed_time(maitred_test.id('restaurant'), now());
select is((select count(*)::int from maitred_internal.freed_time), 49, 'forty-nine stay');
insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
values (
    maitred_test.id('restaurant'), maitred_test.id('T1'),
    tstzrange(now() - interval '2 hours', now() - interval '1 hour'),
    now()
),
(
    maitred_test.id('restaurant'), maitred_test.id('T1'),
    tstzrange(maitred_test.at('18:00', 40), maitred_test.at('19:00', 40)), now()
);
insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at, left_over)
values (maitred_test.id('restaurant'), null, '(,)', now(), array[maitred_test.id('anna')]),
(maitred_test.id('other'), null, '(,)', now(), null);
select maitred_internal.merge_freed_time(maitred_test.id('restaurant'), now());
select results_eq(
    $$ select f.table_id, f.during from maitred_internal.freed_time as f
    where f.restaurant_id = maitred_test.id('restaurant') and f.left_over is null $$,
    $$ values (null::uuid, tstzrange(maitred_test.at('17:00'), maitred_test.at('19:00', 40))) $$,
    'of more one is made, for the whole restaurant, that spans all that is to come'
);
select is(
    (select count(*)::int from maitred_internal.freed_time), 3,
    'what a worker has in hand, and what is another restaurant''s, stays'
);

delete from maitred_internal.freed_time;
insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
select maitred_test.id('restaurant'), maitred_test.id('T1'), tstzrange(now() - interval '2 hours', now()), now()
from generate_series(1, 60);
select maitred_internal.merge_freed_time(maitred_test.id('restaurant'), now());
select is_empty('select * from maitred_internal.freed_time', 'time that is over is forgotten');

select setseed(0.5);
select maitred_internal.note_freed_time(
    maitred_test.id('restaurant'), maitred_test.id('T1'), tstzrange(maitred_test.at('18:00'), maitred_test.at('19:00'))
)
from generate_series(1, 3000);
select ok((select count(*) < 700 from maitred_internal.freed_time), 'so a year without a worker leaves some hundreds');

select maitred_test.book('anna');
select throws_ok(
    'update maitred_internal.assignment_jobs set run_at = ''infinity''', '23514', null, 'no job waits for ever'
);
select is(maitred.run_assignment_job('test'), null, 'when a worker comes, nobody waits for it');
select is_empty('select * from maitred_internal.freed_time', 'and all is consumed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
