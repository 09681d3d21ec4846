begin;

select plan(3);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
create function pg_temp.reassigned() returns text language sql as $$
    select string_agg(t.name, ',' order by t.name)
    from maitred.reassign_tables_atomic(maitred_test.booking('anna'), array[maitred_test.id('T3')], 'key') as r
    inner join maitred.table_inventory as t on t.id = r.table_id
$$;
select is(pg_temp.reassigned(), 'T3', 'the first time');
select maitred_test.assign('anna', '{T4}');
select is(pg_temp.reassigned(), 'T3', 'again, when another table has come to it since');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
