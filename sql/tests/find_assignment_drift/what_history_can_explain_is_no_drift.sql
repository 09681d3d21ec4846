begin;

select plan(6);
select maitred_test.open_restaurant();
update maitred.restaurants set buffer_after = interval '4 hours';
select maitred_test.seat('ann', '{T1}');
select maitred_test.book('bob');
select maitred.propose_manual_assignment(
    maitred_test.booking('bob'), maitred_test.tables('{T8}'), maitred_test.id('user')
);
update maitred.restaurants set buffer_after = interval '0';
select is_empty(
    'select * from maitred.find_assignment_drift()', 'the longest buffer of former settings makes no time too long'
);

select maitred.seat_booking(maitred_test.booking('ann'));
select maitred.propose_manual_assignment(
    maitred_test.booking('ann'), maitred_test.tables('{T5}'), maitred_test.id('user')
);
select maitred.modify_booking(maitred_test.booking('ann'), p_end_at => maitred_test.at('20:00'));
select is_empty(
    'select * from maitred.find_assignment_drift()', 'a shorter stay leaves no hold of the longer one'
);

-- Months of events go as a whole, an imported booking never had any, and clocks are set back.
update maitred.observability_events set occurred_at = occurred_at - interval '1 hour'
where name = 'booking.status_changed' and payload ->> 'to' = 'seated';
select is_empty('select * from maitred.find_assignment_drift()', 'the clock does not say which event is the last');
delete from maitred.observability_events where payload ->> 'to' = 'seated';
delete from maitred.observability_events where payload ->> 'to' = 'confirmed';
select is_empty('select * from maitred.find_assignment_drift()', 'what is not told contradicts nothing');

insert into maitred.restaurants (id, name, timezone) values (maitred_test.id('empty'), 'empty', 'Europe/Paris');
select is_empty('select * from maitred.find_assignment_drift()', 'a restaurant without tables needs no options');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
