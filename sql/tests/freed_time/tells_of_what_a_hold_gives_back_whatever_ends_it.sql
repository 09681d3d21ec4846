begin;
select plan(20);

select maitred_test.open_restaurant();
insert into maitred.table_inventory (restaurant_id, id, zone_id, name, capacity)
values (maitred_test.id('restaurant'), maitred_test.id('T9'), maitred_test.id('hall'), 'T9', 2);
update maitred.restaurants set buffer_after = interval '30 minutes', hold_ttl = interval '5 minutes';

select maitred_test.book('ann');
select maitred_test.hold('ann', '{T1,T2}', 'hans');
select maitred_test.book('ben', 8);
select maitred_test.propose('ben', '{T6}', 'hans');
select maitred_test.seat('eva', '{T7}');
select maitred_test.hold('eva', '{T7,T8}', 'hans');
select maitred_test.book('gus', 8);
select maitred_test.propose('gus', '{T3,T4}', 'olga');

select is(maitred_test.freed_by(c.change), c.freed, c.what)
from (
    values
    (
        'a hold that is given up', 'T1 19:00-21:30, T2 19:00-21:30',
        'select maitred.release_table_hold(maitred_test.hold_of(''ann'', ''hans''))'
    ),
    (
        'a session that is cancelled', 'T6 19:00-21:30',
        'select maitred.cancel_manual_assignment(maitred_test.session_of(''ben'', ''hans''), maitred_test.id(''hans''))'
    ),
    (
        'a booking that is cancelled', 'T1 19:00-21:30, T2 19:00-21:30',
        'select maitred.cancel_booking(maitred_test.booking(''ann''))'
    ),
    (
        'a booking that is moved', 'T1 19:00-21:30, T2 19:00-21:30',
        'select maitred.modify_booking(maitred_test.booking(''ann''), p_start_at => maitred_test.at(''12:00''))'
    ),
    (
        'a booking that is moved in one call', 'T6 19:00-21:30',
        'select maitred.modify_booking(maitred_test.booking(''ben''), p_start_at => maitred_test.at(''12:00''),
            p_if_unavailable => ''refuse'')'
    ),
    (
        'a booking that is moved to the table that was held, where it takes some of that time', 'T6 19:00-20:00',
        'select maitred.modify_booking(maitred_test.booking(''ben''), p_start_at => maitred_test.at(''20:00''),
            p_if_unavailable => ''refuse'')'
    ),
    (
        'an assignment of what was held', '', 'select maitred_test.assign(''ann'', ''{T1,T2}'', null, ''hans'')'
    ),
    (
        'an assignment of some of what was held', 'T2 19:00-21:30',
        'select maitred_test.assign(''ann'', ''{T1}'', null, ''hans'')'
    ),
    (
        'an assignment of another table', 'T1 19:00-21:30, T2 19:00-21:30',
        'select maitred_test.assign(''ann'', ''{T9}'', null, ''hans'')'
    ),
    (
        'an assignment for a shorter time than the hold''s', 'T1 21:00-21:30, T2 21:00-21:30',
        'update maitred.restaurants set buffer_after = interval ''0 minutes'';
        select maitred_test.assign(''ann'', ''{T1,T2}'', null, ''hans'')'
    ),
    (
        'an assignment for a longer time than the hold''s', '',
        'update maitred.restaurants set buffer_after = interval ''60 minutes'';
        select maitred_test.assign(''ann'', ''{T1,T2}'', null, ''hans'')'
    ),
    (
        'a hold that is assigned', '',
        'select maitred.assign_tables_to_booking_from_hold_v3(maitred_test.hold_of(''ann'', ''hans''))'
    ),
    (
        'a session that is confirmed', '',
        'select maitred.confirm_manual_assignment(
            maitred_test.session_of(''ben'', ''hans''), maitred_test.id(''hans'')
        )'
    ),
    (
        'a session that is confirmed ends those of others', 'T3 19:00-21:30, T4 19:00-21:30',
        'select maitred.cancel_manual_assignment(maitred_test.session_of(''ben'', ''hans''), maitred_test.id(''hans''));
        delete from maitred_internal.freed_time;
        select maitred_test.propose(''gus'', ''{T6}'', ''hans'');
        select maitred.confirm_manual_assignment(maitred_test.session_of(''gus'', ''hans''), maitred_test.id(''hans''))'
    ),
    (
        'a session that proposes other tables', 'T3 19:00-21:30, T4 19:00-21:30',
        'select maitred.cancel_manual_assignment(maitred_test.session_of(''ben'', ''hans''), maitred_test.id(''hans''));
        delete from maitred_internal.freed_time;
        select maitred_test.propose(''gus'', ''{T6}'', ''olga'')'
    ),
    (
        'a table that is released ends the hold that names it', 'T7 19:00-21:30, T8 19:00-21:30',
        'select maitred.unassign_tables_atomic(maitred_test.booking(''eva''))'
    ),
    (
        'a seated party that leaves, before it came', 'T7 19:00-21:30, T8 19:00-21:30',
        'select maitred.seat_booking(maitred_test.booking(''eva''));
        select maitred.complete_booking(maitred_test.booking(''eva''))'
    ),
    (
        'a seated party that stays shorter', 'T7 19:00-21:30, T8 19:00-21:30',
        'select maitred.seat_booking(maitred_test.booking(''eva''));
        select maitred.modify_booking(maitred_test.booking(''eva''), p_end_at => maitred_test.at(''20:00''))'
    ),
    (
        'a hold whose time is over: whoever waits looks then by itself', '',
        'select maitred_test.run_out(''ann''); select maitred.cancel_booking(maitred_test.booking(''ann''))'
    )
) as c (what, freed, change);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
