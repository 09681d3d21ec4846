-- A party sits where the planner put it. Staff choose that very table, or others, by each function by which they can:
-- every table that they name is their choice from then on, and the planner leaves it alone.
begin;

select plan(21);
select maitred_test.open_restaurant();

create table pg_temp.ways (name text primary key, call text not null);
insert into pg_temp.ways (name, call) values
('assign_tables_atomic_v2', 'select maitred_test.assign(''anna'', $1, null, ''ann'')'),
(
    'reassign_tables_atomic',
    'select maitred.reassign_tables_atomic(
        maitred_test.booking(''anna''), maitred_test.tables($1), p_assigned_by => maitred_test.id(''ann'')
    )'
),
(
    'assign_tables_to_booking_from_hold_v3',
    'select maitred.assign_tables_to_booking_from_hold_v3((maitred_test.hold(''anna'', $1, ''ann'')).id)'
),
(
    'confirm_manual_assignment',
    'select maitred.confirm_manual_assignment(
        (maitred_test.propose(''anna'', $1, ''ann'')).id, maitred_test.id(''ann'')
    )'
);

-- The tables of a party of two after a call, each with * when it is pinned by ann, and how often that was told.
create function pg_temp.after(p_way text, p_tables text []) returns text language plpgsql as $$
declare
    v_found text;
begin
    perform maitred_test.book('anna');
    perform maitred.auto_assign_booking(maitred_test.booking('anna'), true);
    if p_way is not null then
        execute (select w.call from pg_temp.ways as w where w.name = p_way) using p_tables;
    end if;
    select
        string_agg(
            t.name || case when a.pinned and a.assigned_by = maitred_test.id('ann') then '*' else '' end,
            ' ' order by t.name
        ) || ' ' || (select count(*) from maitred.observability_events as e where e.name = 'tables.pinned')
    into v_found
    from maitred.booking_table_assignments as a
    inner join maitred.table_inventory as t on t.id = a.table_id
    where a.booking_id = maitred_test.booking('anna');
    raise exception '%', v_found using errcode = 'P0009';
exception
    when sqlstate 'P0009' then return v_found;
end
$$;

select is(pg_temp.after(null, null), 'T1 0', 'what the planner chose is not pinned');
select is(pg_temp.after(w.name, '{T1}'), 'T1* 1', w.name || ': the very table that it has') from pg_temp.ways as w;
select is(pg_temp.after(w.name, '{T1,T2}'), 'T1* T2* 1', w.name || ': that and another') from pg_temp.ways as w;
select is(pg_temp.after(w.name, '{T7}'), 'T7* 0', w.name || ': another instead') from pg_temp.ways as w;

-- Too small by itself, T7 comes to T8, which three have: staff named it and not the other.
create function pg_temp.added(p_way text) returns text language plpgsql as $$
declare
    v_found text;
begin
    perform maitred_test.book('anna', 3);
    perform maitred.auto_assign_booking(maitred_test.booking('anna'), true);
    execute (select w.call from pg_temp.ways as w where w.name = p_way) using '{T7}'::text [];
    select string_agg(t.name || case when a.pinned then '*' else '' end, ' ' order by t.name)
    into v_found
    from maitred.booking_table_assignments as a
    inner join maitred.table_inventory as t on t.id = a.table_id
    where a.booking_id = maitred_test.booking('anna');
    raise exception '%', v_found using errcode = 'P0009';
exception
    when sqlstate 'P0009' then return v_found;
end
$$;
select is(pg_temp.added(w.name), 'T7* T8', w.name || ': one that is added')
from pg_temp.ways as w
where w.name in ('assign_tables_atomic_v2', 'assign_tables_to_booking_from_hold_v3');

select maitred_test.book('bob');
select maitred_test.book('carl');
select maitred.auto_assign_booking(maitred_test.booking(b.name), true) from (values ('bob'), ('carl')) as b (name);
create temporary table told as select maitred_test.tables_of('bob') as bob, maitred_test.tables_of('carl') as carl;
select maitred.swap_tables_atomic(
    maitred_test.booking('bob'), maitred_test.booking('carl'), p_assigned_by => maitred_test.id('ann')
);
select is(
    (select maitred_test.tables_of('bob') || ' ' || maitred_test.tables_of('carl')),
    (select t.carl || ' ' || t.bob from told as t), 'swap_tables_atomic: two parties change places'
);
select is(
    (select bool_and(a.pinned) from maitred.booking_table_assignments as a), true, 'and both are the choice of staff'
);
select is_empty(
    $$select * from maitred.reoptimise_service(
        maitred_test.id('restaurant'), maitred_test.at('18:00'), maitred_test.at('20:00'), p_dry_run => false
    )$$,
    'which the planner leaves alone'
);

-- Whose choice it was stays: naming a table again does not make it somebody else's.
select maitred_test.assign('bob', array[(select t.carl from told as t)], null, 'bea');
select is(
    (
        select array_agg(distinct a.assigned_by) from maitred.booking_table_assignments as a
        where a.booking_id = maitred_test.booking('bob')
    ),
    array[maitred_test.id('ann')], 'the first who chose it did'
);

-- Whoever writes another way for staff to name tables, adds it here.
select is(
    array(
        select p.proname::text
        from pg_catalog.pg_proc as p
        where p.pronamespace = 'maitred'::regnamespace and p.proargnames && '{p_assigned_by}'
        order by 1
    ),
    array[
        'assign_tables_atomic_v2', 'assign_tables_to_booking_from_hold_v3', 'reassign_tables_atomic',
        'swap_tables_atomic', 'unassign_tables_atomic'
    ],
    'these are all the ways, except sessions'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
