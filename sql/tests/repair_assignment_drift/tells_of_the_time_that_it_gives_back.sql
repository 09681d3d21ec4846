begin;
select plan(10);

select maitred_test.open_restaurant();
update maitred.restaurants set buffer_after = interval '30 minutes', hold_ttl = interval '5 minutes';

select maitred_test.book('ann');
select maitred_test.hold('ann', '{T1,T2}', 'hans');
select maitred_test.seat('eva', '{T7}');
select maitred_test.hold('eva', '{T7,T8}', 'hans');
select maitred_test.seat('fay', '{T3}');
select maitred_test.book('gus');
select maitred_test.propose('gus', '{T4}', 'hans');
set constraints all immediate;
set constraints all deferred;
alter table maitred.allocations drop constraint allocations_no_overlap;
drop index maitred.allocations_once_an_assignment;

select is(maitred_test.freed_by(
    'set local session_replication_role = replica;' || c.fault
    || '; set local session_replication_role = origin; select * from maitred_test.repair();'
), c.freed, c.what)
from (
    values
    (
        'holds of a booking that was ended', 'T1 19:00-21:30, T2 19:00-21:30',
        'update maitred.bookings set status = ''cancelled'' where id = maitred_test.booking(''ann'')'
    ),
    (
        'tables and holds of a booking that is gone', 'T7 19:00-21:30, T8 19:00-21:30',
        'delete from maitred.bookings where id = maitred_test.booking(''eva'')'
    ),
    (
        'what is taken by a hold that is gone', 'T8 19:00-21:30',
        'delete from maitred.table_holds where booking_id = maitred_test.booking(''eva'')'
    ),
    (
        'a hold of another window', 'T1 19:00-21:30, T2 19:00-21:30',
        'update maitred.table_holds set start_at = start_at + interval ''1 hour''
        where booking_id = maitred_test.booking(''ann'')'
    ),
    (
        'a hold that has lost one of its tables', 'T2 19:00-21:30',
        'delete from maitred.allocations where table_id = maitred_test.id(''T1'')'
    ),
    (
        'what was taken for much longer than the stay', 'T3 21:30-03:00',
        'update maitred.allocations set during = tstzrange(lower(during), lower(during) + interval ''8 hours'')
        where table_id = maitred_test.id(''T3'')'
    ),
    (
        'what was taken twice', 'T3 21:30-23:30',
        'insert into maitred.allocations (restaurant_id, table_id, during, kind, booking_id)
        select
            l.restaurant_id, l.table_id, tstzrange(lower(l.during), upper(l.during) + interval ''2 hours''), l.kind,
            l.booking_id
        from maitred.allocations as l where l.table_id = maitred_test.id(''T3'')'
    )
) as c (what, freed, fault);
select is(maitred_test.freed_by(
    'set local session_replication_role = replica;
    delete from maitred.allocations where table_id = maitred_test.id(''T3'');
    set local session_replication_role = origin;
    select maitred.undo_repair(r.repair_id) from maitred_test.repair() as r limit 1'
), 'T3 19:00-21:30', 'and what a repair that is undone took');

select is(maitred_test.freed_by(
    'set local session_replication_role = replica;
    delete from maitred.table_holds where booking_id = maitred_test.booking(''gus'');
    set local session_replication_role = origin;
    select * from maitred_test.repair(''{hold_without_allocation,session_without_hold}'')'
), 'T4 19:00-21:30', 'what a session lost its hold on');

select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
