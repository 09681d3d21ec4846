begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.open_restaurant('other');
update maitred.table_inventory set in_service = false where id = maitred_test.id('T2');
create function pg_temp.refused(p_tables uuid []) returns jsonb language sql as $$
    select maitred_test.refusal(format(
        'select * from maitred.assign_tables_atomic_v2(%L, %L)', maitred_test.booking('anna'), p_tables
    ))
$$;

select is(
    pg_temp.refused(maitred_test.tables('{T1,T2}')) -> 'detail',
    jsonb_build_object(
        'code', 'table_not_found', 'restaurant_id', maitred_test.id('restaurant'),
        'table_ids', jsonb_build_array(maitred_test.id('T2'))
    ),
    'out of service: named in DETAIL'
);
select is(
    pg_temp.refused(maitred_test.tables('{other.T1}')) ->> 'sqlstate', 'MD102', 'of another restaurant'
);
select is(pg_temp.refused(array[gen_random_uuid()]) ->> 'sqlstate', 'MD102', 'unknown');
select is(maitred_test.status_of('anna'), 'pending', 'nothing changed');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
