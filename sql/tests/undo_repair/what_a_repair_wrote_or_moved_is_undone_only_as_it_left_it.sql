begin;

select plan(9);
select maitred_test.open_restaurant();
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('bob', '{T5}', 5);
set constraints all immediate;
set constraints all deferred;
set session_replication_role = replica;
-- the assignment is lost, the time is still taken; moved without its table
delete from maitred.booking_table_assignments where booking_id = maitred_test.booking('ann');
update maitred.bookings set start_at = start_at - interval '1 hour' where id = maitred_test.booking('bob');
set session_replication_role = origin;
create temporary table damaged on commit drop as
select maitred_test.everything() - array['events'] as rows;
create temporary table repaired on commit drop as
select * from maitred_test.repair();
select set_eq(
    $$ select r.kind, r.action, split_part(r.row_ref, ':', 1) from repaired as r
    where r.row_ref not like 'bookings:%' $$,
    $$ values
    ('allocation_without_owner', 'insert', 'booking_table_assignments'),
    ('assignment_window_differs', 'delete', 'allocations'), ('assignment_window_differs', 'insert', 'allocations'),
    ('assignment_window_differs', 'update', 'booking_table_assignments') $$,
    'one table is written again, another moved'
);
select is(maitred_test.tables_of('ann'), 'T1', 'the lost table is there');

savepoint repaired;
select is(
    (select maitred.undo_repair(r.repair_id) from repaired as r limit 1), (select count(*)::int from repaired),
    'every change is undone'
);
select is(maitred_test.everything() - array['events'], (select b.rows from damaged as b), 'every row is as it was');
rollback to repaired;

create function pg_temp.undo_after(p_change text)
returns text
language plpgsql
as $$
declare
    v_said text;
begin
    execute p_change;
    v_said := maitred_test.refusal(
        format('select maitred.undo_repair(%L)', (select distinct r.repair_id from repaired as r))
    )
        #>> '{detail,row_ref}';
    raise exception using errcode = 'MDTST', message = coalesce(v_said, 'undone');
exception
    when sqlstate 'MDTST' then
        get stacked diagnostics v_said = message_text;
        return split_part(v_said, ':', 1) || ' ' || case
            when v_said like '%' || maitred_test.booking('ann') || '%' then 'ann'
            when v_said like '%' || maitred_test.booking('bob') || '%' then 'bob'
        end;
end;
$$;
select is(pg_temp.undo_after(c.change), c.said, c.what)
from (
    values
    (
        'select maitred_test.assign(''ann'', ''{T2}'')',
        'booking_table_assignments ann', 'not when the written assignment is part of a combination by now'
    ),
    (
        'select maitred.unassign_tables_atomic(maitred_test.booking(''ann''))',
        'booking_table_assignments ann', 'nor when it was released again'
    ),
    ('select maitred.seat_booking(maitred_test.booking(''bob''))', 'bookings bob', 'nor when the guests have come')
) as c (change, said, what);
select is(maitred_test.tables_of('ann') || maitred_test.tables_of('bob'), 'T1T5', 'everybody has a table');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
