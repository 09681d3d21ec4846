begin;

select plan(9);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 4);
create temporary table made as
select s.*
from maitred.propose_manual_assignment(
    p_booking_id => maitred_test.booking('anna'), p_table_ids => maitred_test.tables('{T2,T1}'),
    p_user_id => maitred_test.id('ann'), p_restaurant_id => maitred_test.id('restaurant')
) as s;

select is(
    (select row(m.booking_id, m.created_by, m.status, m.problems)::text from made as m),
    row(maitred_test.booking('anna'), maitred_test.id('ann'), 'HELD', '[]'::jsonb)::text, 'HELD, without problems'
);
select is(
    (select to_jsonb(m) from made as m), (select to_jsonb(s) from maitred.manual_assignment_sessions as s),
    'the session returned is the session stored'
);
select results_eq(
    $$select to_jsonb(array(select u.id from unnest(h.table_ids) as u (id) order by u.id)), h.expires_at
    from maitred.table_holds as h inner join made as m on m.hold_id = h.id$$,
    'select m.proposed_tables, m.hold_expires_at from made as m', 'its hold names exactly proposed_tables'
);
select is(
    (select m.hold_expires_at - m.last_validated_at from made as m), interval '180 s',
        'for the hold time of the restaurant'
);
select is(
    maitred_test.takers_of('T1') || ', ' || maitred_test.takers_of('T2'),
    'anna hold, anna hold',
    'nobody else can have them'
);
select is(maitred_test.status_of('anna'), 'pending', 'the booking is not confirmed by it');
select is(maitred_test.mails_of('anna'), 'booking_requested', 'nobody is mailed');
select is(
    maitred_test.events_of('anna'),
    'booking.created booking.waits_for_staff hold.created session.HELD', 'events in their order'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
