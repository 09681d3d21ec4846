begin;
select plan(9);

select maitred_test.open_restaurant();
create function pg_temp.options()
returns setof text
language sql
as $$
    select array_to_string(array(
        select t.name from maitred.table_inventory as t where t.id = any(o.table_ids) order by t.name
    ), ' ') || ' ' || o.parties::text
    from maitred_internal.table_options as o
    where o.restaurant_id = maitred_test.id('restaurant');
$$;

select set_eq(
    'select pg_temp.options()',
    array[
        'T1 {[1,3)}', 'T2 {[1,3)}', 'T3 {[1,5)}', 'T4 {[1,5)}', 'T5 {[3,7)}', 'T6 {[1,9)}', 'T7 {[1,3)}', 'T8 {[1,5)}',
        'T1 T2 {[3,5)}', 'T2 T3 {[5,7)}', 'T3 T4 {[5,9)}', 'T7 T8 {[5,7)}', 'T1 T2 T3 {[7,9)}', 'T2 T3 T4 {[9,11)}'
    ],
    'single tables and connected combinations of movable ones, each for the parties that no part of it fits'
);

update maitred.table_inventory set in_service = false where id = maitred_test.id('T2');
select is_empty($$ select o from pg_temp.options() as o where o like '%T2%' $$, 'a table out of service is in none');
update maitred.table_inventory set in_service = true, min_party = 2 where id = maitred_test.id('T2');
select set_has(
    'select pg_temp.options()', $$ values ('T2 {[2,3)}'), ('T1 T2 {[3,5)}') $$, 'its limits hold while it stands alone'
);
delete from maitred.table_adjacencies where maitred_test.id('T1') in (table_a, table_b);
select is_empty($$ select o from pg_temp.options() as o where o like 'T1 T2%' $$, 'tables moved apart do not combine');
insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
values (maitred_test.id('restaurant'), maitred_test.id('T1'), maitred_test.id('T3'));
select set_has(
    'select pg_temp.options()', $$ values ('T1 T3 {[5,7)}'), ('T1 T3 T4 {[9,11)}') $$, 'tables moved together do');
update maitred.restaurants set max_combined_tables = 2 where id = maitred_test.id('restaurant');
select is_empty(
    $$ select o from pg_temp.options() as o where o like 'T% T% T%' $$, 'as many as the restaurant combines'
);
update maitred.table_inventory set name = 'window' where id = maitred_test.id('T7');
select set_has(
    'select pg_temp.options()', $$ values ('T8 window {[5,7)}') $$, 'a new name changes nothing');
update maitred.table_adjacencies set table_b = maitred_test.id('T6') where table_b = maitred_test.id('T8');
delete from maitred.table_adjacencies where maitred_test.id('T7') in (table_a, table_b);
delete from maitred.table_inventory where id = maitred_test.id('T7');
select is_empty($$ select o from pg_temp.options() as o where o like '%window%' $$, 'a lost table is gone');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
