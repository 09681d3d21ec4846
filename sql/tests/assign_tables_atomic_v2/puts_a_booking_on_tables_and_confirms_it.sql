begin;

select plan(12);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 4);
update maitred.restaurants set auto_assign_on_booking = true where id = maitred_test.id('restaurant');
select maitred_test.book('ben');
create temporary table given as
select a.*
from maitred.assign_tables_atomic_v2(
    p_booking_id => maitred_test.booking('anna'), p_table_ids => maitred_test.tables('{T2,T1}'),
    p_assigned_by => maitred_test.id('ann'),
    p_start_at => maitred_test.at('19:00'),
    p_end_at => maitred_test.at('21:00'),
    p_restaurant_id => maitred_test.id('restaurant')
) as a;

select results_eq(
    'select g.table_id, g.start_at, g.end_at from given as g',
    $$select t.id, maitred_test.at('19:00'), maitred_test.at('21:00')
    from unnest(maitred_test.tables('{T1,T2}')) as t (id) order by t.id$$,
    'one row per table, by table, with the booking''s window'
);
select is(
    (select count(distinct g.merge_group_id)::int from given as g where g.merge_group_id is not null), 1,
    'two tables share a merge group'
);
select results_eq(
    'select a.table_id, a.start_at, a.end_at, a.merge_group_id from maitred.booking_table_assignments as a order by 1',
    'select g.* from given as g', 'what is returned is what is stored'
);
select is(
    (select array_agg(distinct a.assigned_by) from maitred.booking_table_assignments as a where a.pinned),
    array[maitred_test.id('ann')], 'pinned, by whoever did it'
);
select is(
    maitred_test.takers_of('T1') || ', ' || maitred_test.takers_of('T2'), 'anna assignment, anna assignment',
    'their time is taken'
);
select is(
    (
        select row(b.status, b.version)::text
        from maitred.bookings as b
        where b.id = maitred_test.booking('anna')
    ),
    '(confirmed,1)', 'confirmed, at the same version'
);
select is(maitred_test.mails_of('anna'), 'booking_requested booking_confirmed', 'one email');
select is(
    maitred_test.events_of('anna'),
    'booking.created booking.waits_for_staff tables.assigned booking.status_changed',
    'events in their order'
);
select is(maitred_test.assign('ben', '{T7}'), 'T7', 'a single table');
select is(
    (
        select a.merge_group_id
        from maitred.booking_table_assignments as a
        where a.booking_id = maitred_test.booking('ben')
    ),
    null, 'has no merge group'
);
select is(maitred_test.jobs_of('ben'), '', 'and the job is gone');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
