begin;

select plan(7);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.book('ben');
select maitred_test.hold('anna', '{T1}', 'ann', '600 s');
select throws_ok(
    $$select maitred_test.hold('ben', '{T1}', 'bob')$$, 'MD201', null, 'while it lives it is in the way'
);
select maitred_test.hold('anna', '{T1}', 'ann', '1 ms');
select pg_sleep(0.005);
select lives_ok($$select maitred_test.hold('ben', '{T1}', 'bob')$$, 'and no longer, with no sweeper');
select is(maitred_test.takers_of('T1'), 'ben hold', 'its row is gone');
select is(
    (
        select count(*)::int
        from maitred.table_holds as h
        where h.booking_id = maitred_test.booking('anna')
    ),
    1, 'the hold itself is left to whoever has its booking'
);
select lives_ok($$select maitred_test.hold('anna', '{T2}', 'ann')$$, 'such as its user, who holds another table');
select is(
    (select string_agg(e.name, ' ' order by e.id) from maitred.observability_events as e where e.name like 'hold%'),
    'hold.created hold.released hold.created hold.created hold.expired hold.created',
    'the event says that it had expired'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
