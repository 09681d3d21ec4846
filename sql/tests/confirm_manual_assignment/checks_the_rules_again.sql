begin;

select plan(8);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
update maitred.table_inventory set capacity = 1 where id = maitred_test.id('T1');
create temporary table blocked as
select s.*
from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s;
select is(
    (select b.status || ' ' || maitred_test.rules_of(b.problems) from blocked as b), 'HELD enough_seats',
    'a rule blocks by now: still HELD, with the problem'
);
select is(maitred_test.tables_of('anna'), '', 'nothing is assigned');
select is(maitred_test.takers_of('T1'), 'anna hold', 'the hold stands');
update maitred.table_inventory set in_service = false where id = maitred_test.id('T1');
select is(
    (
        select maitred_test.rules_of(s.problems)
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    'in_service enough_seats', 'a table out of service is a problem too, no error'
);
update maitred.table_inventory set in_service = true, capacity = 2 where id = maitred_test.id('T1');
select maitred_test.seat('next', '{T1}', 2, maitred_test.at('21:00'));
update maitred.restaurants set buffer_after = '30 min' where id = maitred_test.id('restaurant');
select is(
    (
        select s.status || ' ' || maitred_test.rules_of(s.problems)
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    'HELD free', 'a longer buffer runs into the next party'
);
select ok(maitred_test.events_of('anna') like '%assignment.conflict', 'which is told as a conflict');
update maitred.restaurants set buffer_after = '0 min' where id = maitred_test.id('restaurant');
select is(
    (
        select s.status || ' ' || maitred_test.rules_of(s.problems)
        from maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
    ),
    'CONFIRMED ', 'put right, it is confirmed, and the problems are over'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
