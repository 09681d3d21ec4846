begin;

select plan(15);
select maitred_test.open_restaurant();

select maitred_test.book(v.name)
from unnest(array['anna', 'ben', 'cid', 'dora']) as v (name);
select maitred_test.hold('anna', '{T1}', 'ann');
select maitred_test.propose('ben', '{T2}', 'ann');
select maitred_test.propose('cid', '{T2}', 'ann');
select maitred_test.propose('dora', '{T7}', 'ann');
select is(maitred.expire_holds_and_sessions(), 0, 'nothing is over yet');
select maitred_test.run_out('anna');
select maitred_test.run_out('ben');
update maitred.manual_assignment_sessions
set updated_at = updated_at - interval '59 min'
where booking_id in (maitred_test.booking('cid'), maitred_test.booking('dora'));

select is(maitred.expire_holds_and_sessions(1), 1, 'as many bookings as the caller says');
select is(maitred.expire_holds_and_sessions(), 1, 'and the rest');
select is(
    (select count(*)::int from maitred.table_holds as h), 1, 'two holds are gone, one lives'
);
select is(maitred_test.session_status('ben', 'ann'), 'EXPIRED', 'the session on one of them is EXPIRED');
select is(maitred_test.session_status('cid', 'ann'), 'PROPOSED', 'one left PROPOSED for 59 minutes');
update maitred.manual_assignment_sessions
set updated_at = updated_at - interval '2 min'
where booking_id in (maitred_test.booking('cid'), maitred_test.booking('dora'));
select is(maitred.expire_holds_and_sessions(), 1, 'after an hour');
select is(maitred_test.session_status('cid', 'ann'), 'CANCELLED', 'is CANCELLED');
select is(maitred_test.session_status('dora', 'ann'), 'HELD', 'one that holds goes on');
select is(maitred.expire_holds_and_sessions(), 0, 'again: nothing to do');
select is(
    (
        select count(*)::int
        from maitred.observability_events as e
        where e.name in ('hold.expired', 'session.EXPIRED', 'session.CANCELLED')
    ),
    4, 'each is told once'
);
select throws_ok('select maitred.expire_holds_and_sessions(0)', '22023', null, 'none at all');
select throws_ok('select maitred.expire_holds_and_sessions(null)', '22023', null, 'null');
select throws_ok('select maitred.expire_holds_and_sessions(100001)', '22023', null, 'too many');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
