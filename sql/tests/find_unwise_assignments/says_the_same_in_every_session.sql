begin;

select plan(2);
select maitred_test.open_restaurant();
update maitred.restaurants set buffer_after = '15 minutes';
select maitred_test.seat('anna', '{T1}');
update maitred.restaurants set buffer_after = '90 minutes';
create function pg_temp.told() returns text language sql as $$
    select string_agg(u.advice || u.detail::text, ' ' order by u.advice, u.detail::text)
    from maitred.find_unwise_assignments() as u
$$;
create temporary table before as
select pg_temp.told() as told;

set local intervalstyle = 'iso_8601';
set local timezone = 'Asia/Tokyo';
set local datestyle = 'SQL, DMY';
select is(
    (select pg_temp.told()), (select b.told from before as b), 'whatever its interval style, zone and date style'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
