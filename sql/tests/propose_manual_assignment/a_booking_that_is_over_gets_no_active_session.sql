begin;

select plan(10);
select maitred_test.open_restaurant();

select maitred_test.seat('done', '{T1}');
select maitred.seat_booking(maitred_test.booking('done'));
select maitred.complete_booking(maitred_test.booking('done'));
select maitred_test.book('off');
select maitred.cancel_booking(maitred_test.booking('off'));
select maitred_test.seat('taken', '{T2}');

select is(
    (select s.status::text from maitred_test.propose(b.name, '{T2}', 'ann') as s), 'CANCELLED',
    b.name || ': the session ends immediately'
)
from (values ('done'), ('off')) as b (name);
select is(
    (select maitred_test.rules_of(s.problems) from maitred_test.propose(b.name, '{T2}', 'ann') as s), 'booking_status',
    b.name || ': and says why, not who else is at the table'
)
from (values ('done'), ('off')) as b (name);
select is_empty('select * from maitred.manual_assignment_board', 'no screen shows it');
select is_empty('select * from maitred.table_holds', 'nothing is held');
select is(
    (
        select count(*)::int from maitred.observability_events as e
        where e.name in ('session.PROPOSED', 'session.HELD', 'assignment.conflict', 'hold.created')
    ),
    0, 'and nobody is told of anything else'
);
select is(
    (
        select c.status::text || ' ' || maitred_test.rules_of(c.problems)
        from maitred.confirm_manual_assignment(maitred_test.session_of('off', 'ann'), maitred_test.id('ann')) as c
    ),
    'CANCELLED booking_status session_status', 'it can be asked for again, and is over'
);

-- A guest who comes late after all is no such booking: tables confirm it.
select maitred_test.seat('late', '{T3}');
select maitred.mark_no_show(maitred_test.booking('late'));
select is((maitred_test.propose('late', '{T3}', 'ann')).status::text, 'HELD', 'a no-show may come yet');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
