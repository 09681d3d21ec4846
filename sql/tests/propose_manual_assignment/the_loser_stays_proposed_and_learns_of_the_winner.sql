begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.book('ben');
select maitred_test.propose('anna', '{T1}', 'ann');
create temporary table winner as
select to_jsonb(h) as hold, (select to_jsonb(l) from maitred.allocations as l) as allocation
from maitred.table_holds as h;

create temporary table loser as
select s.* from maitred_test.propose('ben', '{T1}', 'bob') as s;
select is((select l.status::text from loser as l), 'PROPOSED', 'the second to come');
select is(
    (select (l.problems #> '{0,detail}') - '{start_at,end_at,until}'::text [] from loser as l),
    jsonb_build_object(
        'table',
        'T1',
        'blocked_by',
        'hold',
        'booking_id',
        maitred_test.booking('anna'),
        'reference',
        maitred_test.reference('anna'),
        'party_size',
        2,
        'held_by',
        maitred_test.id('ann'),
        'blocker_id', maitred_test.hold_of('anna', 'ann')
    ),
    'learns who holds the table'
);
select is(
    (select (l.problems #>> '{0,detail,until}')::timestamptz from loser as l),
    (select h.expires_at from maitred.table_holds as h), 'and until when'
);
select results_eq(
    'select to_jsonb(h), (select to_jsonb(l) from maitred.allocations as l) from maitred.table_holds as h',
    'select * from winner', 'the winner''s hold is untouched'
);
select is(
    (select maitred_test.propose('anna', '{T1}', 'bob')).status::text, 'PROPOSED', 'a colleague on the same booking too'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
