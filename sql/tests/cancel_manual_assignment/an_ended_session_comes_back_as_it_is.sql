begin;

select plan(6);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.propose('anna', '{T1}', 'ann');
select maitred.confirm_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann'));
create temporary table before as select maitred_test.everything() as was;
create function pg_temp.cancel() returns text language sql as $$
    select s.status || ': ' || (s.problems -> -1 ->> 'message')
    from maitred.cancel_manual_assignment(maitred_test.session_of('anna', 'ann'), maitred_test.id('ann')) as s
$$;
select is(
    pg_temp.cancel(), 'CONFIRMED: the session is CONFIRMED, it cannot be cancelled', 'what is confirmed stays so'
);
select is(maitred_test.everything(), (select b.was from before as b), 'no row changed');
select is(maitred_test.tables_of('anna'), 'T1', 'the booking keeps its table');
select maitred_test.propose('anna', '{T2}', 'ann');
select maitred_test.run_out('anna');
select is(
    pg_temp.cancel(), 'EXPIRED: the session is EXPIRED, it cannot be cancelled', 'whose time is over is EXPIRED'
);
select is(maitred_test.takers_of('T2'), '', 'and holds nothing');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
