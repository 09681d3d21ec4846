begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.seat('ben', '{T2}');
select maitred_test.book('anna');
select maitred_test.propose('anna', '{T2}', 'ann');
create temporary table before as select maitred_test.everything() as was;
create function pg_temp.confirm(p_user text) returns text language sql as $$
    select s.status || ': ' || (s.problems -> -1 ->> 'message')
    from maitred.confirm_manual_assignment(maitred_test.session_of('anna', p_user), maitred_test.id(p_user)) as s
$$;
select is(
    pg_temp.confirm('ann'),
    'PROPOSED: the session is PROPOSED, it cannot be confirmed',
    'what holds nothing cannot be confirmed'
);
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');
select maitred.cancel_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann'));
select is(
    pg_temp.confirm('ann'), 'CANCELLED: the session is CANCELLED, it cannot be confirmed', 'nor what was cancelled'
);
select maitred_test.propose('anna', '{T1}', 'bob');
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select is(
    pg_temp.confirm('bob'), 'CANCELLED: the session is CANCELLED, it cannot be confirmed',
    'nor what was held before the booking was moved'
);
select is(maitred_test.tables_of('anna'), '', 'nothing is assigned');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
