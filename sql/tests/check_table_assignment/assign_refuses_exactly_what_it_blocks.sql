-- Parties of 1 to 9 at every single table and pair: what check lets pass, assign carries out, and what it blocks,
-- assign refuses with the same rules.
begin;

select plan(4);
select maitred_test.open_restaurant();

insert into maitred_test.names (name, id)
select 'party' || n.size, b.id
from generate_series(1, 9) as n (size),
    maitred.create_booking(
        p_restaurant_id => maitred_test.id('restaurant'), p_party_size => n.size,
        p_start_at => maitred_test.at('19:00'),
        p_guest_name => 'x', p_guest_email => null
    ) as b;
select maitred_test.seat('anna', '{T2}');
update maitred.restaurants set block_spare_seats = true;

create function pg_temp.checked(p_booking uuid, p_tables uuid []) returns text language sql as $$
    select coalesce(
        string_agg(c.rule, ' ' order by c.rule, c.table_id) filter (where c.rule <> 'free'), min(c.rule), 'fine'
    )
    from maitred.check_table_assignment(p_booking, p_tables) as c
    where c.severity = 'block'
$$;
create function pg_temp.done(p_booking uuid, p_tables uuid []) returns text language plpgsql as $$
declare
    v_detail text;
begin
    perform maitred.assign_tables_atomic_v2(p_booking, p_tables);
    raise exception 'undo' using errcode = 'P0009';
exception
    when sqlstate 'P0009' then
        return 'fine';
    when sqlstate 'MD201' then
        return 'free';
    when sqlstate 'MD301' then
        get stacked diagnostics v_detail = pg_exception_detail;
        return (
            select string_agg(v.x ->> 'rule', ' ' order by v.x ->> 'rule', v.x ->> 'table_id')
            from jsonb_array_elements(v_detail::jsonb -> 'violations') as v (x)
        );
end
$$;
create temporary table tried as
select n.name, o.tables, pg_temp.checked(n.id, o.tables) as checked, pg_temp.done(n.id, o.tables) as done
from maitred_test.names as n,
    (
        select array_agg(distinct t.id) as tables
        from maitred.table_inventory as a
        cross join maitred.table_inventory as b
        cross join lateral unnest(array[a.id, b.id]) as t (id)
        where a.id <= b.id
        group by a.id, b.id
    ) as o
where n.name like 'party%';

select is((select count(*)::int from tried), 9 * 36, 'all of them tried');
select is_empty('select * from tried as t where t.checked <> t.done', 'two answers that agree, always');
select cmp_ok(
    (select count(distinct t.done)::int from tried as t), '>', 10, 'and that differ from case to case'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
