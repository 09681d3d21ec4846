begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1,T2}', 2);
select maitred_test.seat('ben', '{T3}', 2, maitred_test.at('20:00'));
select maitred_test.assign('anna', '{T1,T2}', 'k');
select maitred.seat_booking(p_booking_id => maitred_test.booking('anna'));
create temporary table mails as select maitred_test.mails_of('anna') || maitred_test.mails_of('ben') as were;
create temporary table given as
select s.*
from maitred.swap_tables_atomic(maitred_test.booking('anna'), maitred_test.booking('ben'), maitred_test.id('ann')) as s;

select is(maitred_test.tables_of('anna') || ' - ' || maitred_test.tables_of('ben'), 'T3 - T1 T2', 'swapped');
select results_eq(
    'select g.table_id, g.start_at, g.end_at, g.merge_group_id from given as g',
    'select a.table_id, a.start_at, a.end_at, a.merge_group_id from maitred.booking_table_assignments as a order by 1',
    'a row for each table of both, by table'
);
select is(
    (
        select array_agg(l.during order by lower(l.during))
        from maitred.allocations as l
    ),
    array[
        tstzrange(maitred_test.at('19:00'), maitred_test.at('21:00')),
        tstzrange(maitred_test.at('20:00'), maitred_test.at('22:00')),
        tstzrange(maitred_test.at('20:00'), maitred_test.at('22:00'))
    ],
    'each keeps its own window'
);
select is(
    (
        select array_agg(a.merge_group_id is not null order by a.table_id = maitred_test.id('T3'))
        from maitred.booking_table_assignments as a
    ),
    array[true, true, false], 'two tables in a merge group, one in none'
);
select is(
    maitred_test.status_of('anna') || ' ' || maitred_test.status_of('ben'), 'seated confirmed', 'statuses stay'
);
select is(
    maitred_test.mails_of('anna') || maitred_test.mails_of('ben'), (select m.were from mails as m), 'nobody is mailed'
);
select is_empty(
    'select * from maitred_internal.booking_assignment_idempotency', 'keys of the old tables are free'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
