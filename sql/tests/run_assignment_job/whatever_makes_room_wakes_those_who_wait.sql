begin;
select plan(12);

select maitred_test.open_restaurant();
update maitred.restaurants set auto_assign_on_booking = true;
create function pg_temp.finish()
returns text
language plpgsql
as $$
begin
    while maitred.run_assignment_job('test') is not null loop
        null;
    end loop;
    return maitred_test.status_of('crowd');
end;
$$;
-- What is told of a change: it is made, and taken back.
create function pg_temp.status_after(p_change text)
returns text
language plpgsql
as $$
declare
    v_status text;
begin
    execute p_change;
    v_status := pg_temp.finish();
    raise exception using errcode = 'MDTST', message = v_status;
exception
    when sqlstate 'MDTST' then
        return sqlerrm;
end;
$$;

select maitred_test.book('crowd', 15);
update maitred_internal.assignment_jobs set attempts = 4;
select is(pg_temp.finish(), 'pending_allocation', 'nothing seats fifteen');
select is_empty('select * from maitred_internal.freed_time', 'all that was noted is consumed');
select
    is(pg_temp.status_after(c.change), 'confirmed', c.what)
from (
    values
    (
        'a new table',
        'insert into maitred.table_inventory (restaurant_id, zone_id, name, capacity)
        values (maitred_test.id(''restaurant''), maitred_test.id(''hall''), ''new'', 16)'
    ),
    (
        'a larger table',
        'update maitred.table_inventory set capacity = 15 where id = maitred_test.id(''T6'')'
    ),
    (
        'a neighbour',
        'update maitred.table_inventory set capacity = 9 where id in (maitred_test.id(''T1''), maitred_test.id(''T8''));
        update maitred.table_inventory set zone_id = maitred_test.id(''hall'') where id = maitred_test.id(''T8'');
        insert into maitred.table_adjacencies
        values (maitred_test.id(''restaurant''), maitred_test.id(''T1''), maitred_test.id(''T8''))'
    ),
    (
        'a setting',
        'update maitred.restaurants set max_combined_tables = 5, require_adjacency = false'
    )
) as c (what, change);

update maitred.table_inventory set capacity = 15, in_service = false where id = maitred_test.id('T6');
insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes, max_covers_present)
values (maitred_test.id('restaurant'), 'dinner', 6, '18:00', '23:00', 14);
select is(pg_temp.finish(), 'pending_allocation', 'out of service, and too many for the limit');
update maitred.table_inventory set in_service = true where id = maitred_test.id('T6');
select is(pg_temp.finish(), 'pending_allocation', 'the limit alone');
select is(
    pg_temp.status_after('update maitred.service_periods set max_covers_present = 15'), 'confirmed',
    'is raised, and the worker sees'
);
select is(
    pg_temp.status_after('delete from maitred.service_periods'), 'confirmed', 'or goes'
);
select is(
    pg_temp.status_after(
        'insert into maitred.service_exceptions (restaurant_id, service_date, opens, closes)
        values (maitred_test.id(''restaurant''), ''2031-06-07'', ''12:00'', ''23:30'')'
    ), 'confirmed', 'or does not count on that date'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
