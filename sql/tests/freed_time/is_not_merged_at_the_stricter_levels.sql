begin isolation level repeatable read;

select plan(2);
select maitred_test.open_restaurant();
insert into maitred_internal.freed_time (restaurant_id, table_id, during, freed_at)
select
    maitred_test.id('restaurant'), maitred_test.id('T1'),
    tstzrange(maitred_test.at('18:00'), maitred_test.at('19:00')), now()
from generate_series(1, 60);
select maitred_internal.merge_freed_time(maitred_test.id('restaurant'), now());
select is(
    (select count(*) from maitred_internal.freed_time as f where f.table_id is not null), 60::bigint,
    'a wake-up that a worker has consumed meanwhile would be a serialization failure'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
