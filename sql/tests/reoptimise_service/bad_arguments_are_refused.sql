begin;
select plan(10);

select maitred_test.open_restaurant();
create function pg_temp.call(p_rest text)
returns text
language sql
as $$
    select format('select * from maitred.reoptimise_service(%L, %s)', maitred_test.id('restaurant'), p_rest);
$$;
select throws_ok(pg_temp.call($$ null, now() $$), '22023');
select throws_ok(pg_temp.call($$ now(), 'infinity' $$), '22023');
select throws_ok(pg_temp.call($$ now(), now() $$), '22023');
select throws_ok(pg_temp.call($$ now(), now() + interval '25 hours' $$), '22023');
select throws_ok(pg_temp.call($$ now(), now() + interval '1 hour', p_steps => -1 $$), '22023');
select throws_ok(pg_temp.call($$ now(), now() + interval '1 hour', p_seed => null $$), '22023');
select throws_ok(pg_temp.call($$ now(), now() + interval '1 hour', p_max_moves => -1 $$), '22023');
select throws_ok(pg_temp.call($$ now(), now() + interval '1 hour', p_dry_run => null $$), '22023');
select
    throws_ok(
        $$ select * from maitred.reoptimise_service(gen_random_uuid(), now(), now() + interval '1 hour') $$, 'MD105'
    );

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
