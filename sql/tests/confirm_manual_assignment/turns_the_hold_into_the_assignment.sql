begin;

select plan(11);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}', 2);
select maitred_test.propose('anna', '{T2,T3}', 'ann');
select maitred_test.propose('anna', '{T4}', 'bob');
select maitred_test.propose('anna', '{T4}', 'cid');
create temporary table held as
select l.id, l.table_id from maitred.allocations as l where l.hold_id = maitred_test.hold_of('anna', 'ann');
create temporary table confirmed as
select s.*
from maitred.confirm_manual_assignment(
    p_session_id => maitred_test.session_of('anna', 'ann'), p_user_id => maitred_test.id('ann')
) as s;

select is(
    (select row(c.status, c.hold_id, c.problems)::text from confirmed as c), '(CONFIRMED,,[])', 'CONFIRMED'
);
select is(
    (select to_jsonb(c) from confirmed as c),
    (
        select to_jsonb(s)
        from maitred.manual_assignment_sessions as s
        where s.id = maitred_test.session_of('anna', 'ann')
    ),
    'the session returned is the session stored'
);
select is(maitred_test.tables_of('anna'), 'T2 T3', 'the tables are exactly the proposed ones');
select results_eq(
    'select l.id, l.table_id from maitred.allocations as l order by l.id', 'select h.* from held as h order by h.id',
    'on the rows that held them; the earlier table is free'
);
select is(
    maitred_test.session_status('anna', 'bob') || ' ' || maitred_test.session_status('anna', 'cid'),
    'CANCELLED CANCELLED',
    'other sessions on the booking are cancelled'
);
select is_empty('select * from maitred.table_holds', 'no hold is left');
select is(
    (select array_agg(distinct row(a.assigned_by, a.pinned)::text) from maitred.booking_table_assignments as a),
    array[row(maitred_test.id('ann'), true)::text], 'pinned by its user'
);
select is(
    maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'it was confirmed before: no second email'
);

create temporary table before as select maitred_test.everything() as was;
select is(
    (
        select to_jsonb(s)
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    (select to_jsonb(c) from confirmed as c), 'confirmed again: the same object'
);
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
