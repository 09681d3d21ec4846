begin;

select plan(11);
select maitred_test.open_restaurant();

select maitred_test.book('anna', 2);
create function pg_temp.release(p_tables text []) returns bigint language sql as $$
    select count(*) from maitred.unassign_tables_atomic(maitred_test.booking('anna'), maitred_test.tables(p_tables))
$$;

select is(maitred_test.assign('anna', '{T1}', 'k'), 'T1', 'assigned');
select pg_temp.release('{T1}');
select is(maitred_test.assign('anna', '{T1}', 'k'), 'T1', 'again with the old key');
select is(maitred_test.tables_of('anna'), 'T1', 'really again');
select pg_temp.release('{T1}');
select is(maitred_test.assign('anna', '{T1}', 'k2'), 'T1', 'with a new key, the same tables');
select pg_temp.release('{T1}');
select is(maitred_test.assign('anna', '{T2}', 'k'), 'T2', 'with the old key, other tables');
select pg_temp.release('{T2}');
select is(maitred_test.assign('anna', '{T1,T2}', 'k'), 'T1 T2', 'two tables');
select pg_temp.release('{T2}');
select is(
    maitred_test.assign('anna', '{T1}', 'k'), 'T1', 'the release of one of them frees the key, for any request'
);
select is(maitred_test.assign('anna', '{T2}', 'k3'), 'T2', 'a second key');
select pg_temp.release('{T2}');
select throws_ok(
    $$select maitred_test.assign('anna', '{T2}', 'k')$$, 'MD203', null, 'a key whose table stands is not free'
);
select maitred.modify_booking(p_booking_id => maitred_test.booking('anna'), p_start_at => maitred_test.at('20:00'));
select is(maitred_test.assign('anna', '{T3}', 'k'), 'T3', 'after an edit every key is free');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
