-- The verb is part of the request: a key that was given to one function is another request in another function.
begin;

select plan(17);
select maitred_test.open_restaurant();

create function pg_temp.call(p_verb text, p_tables text []) returns text language plpgsql as $$
declare
    v_booking constant uuid := maitred_test.booking('anna');
    v_tables constant uuid [] := maitred_test.tables(p_tables);
    v_told text;
begin
    v_told := case p_verb
        when 'assign' then maitred_test.refusal(
            format('select maitred.assign_tables_atomic_v2(%L, %L, %L)', v_booking, v_tables, 'k')
        )
        when 'reassign' then maitred_test.refusal(
            format('select maitred.reassign_tables_atomic(%L, %L, %L)', v_booking, v_tables, 'k')
        )
        else maitred_test.refusal(
            format('select maitred.assign_tables_to_booking_from_hold_v3(%L, %L)',
                (maitred_test.hold('anna', p_tables)).id, 'k')
        )
    end ->> 'sqlstate';
    return coalesce(v_told, 'ok') || ': ' || (
        select string_agg(t.name, ' ' order by t.name)
        from maitred.booking_table_assignments as a
        inner join maitred.table_inventory as t on t.id = a.table_id
        where a.booking_id = v_booking
    );
end
$$;
create function pg_temp.after(p_first text, p_second text, p_tables text [] default '{T1}')
returns text language plpgsql as $$
declare
    v_told text;
begin
    perform maitred_test.book('anna');
    perform pg_temp.call(p_first, '{T1}');
    perform maitred_test.assign('anna', '{T2}', 'another');
    v_told := pg_temp.call(p_second, p_tables);
    raise exception '%', v_told using errcode = 'P0009';
exception
    when sqlstate 'P0009' then return v_told;
end
$$;

select is(pg_temp.after(v.first, v.second), v.told, format('%s, then %s', v.first, v.second))
from (
    values
    ('assign', 'assign', 'ok: T1 T2'), ('assign', 'from_hold', 'MD203: T1 T2'),
    ('reassign', 'reassign', 'ok: T1 T2'), ('reassign', 'assign', 'MD203: T1 T2'),
    ('reassign', 'from_hold', 'MD203: T1 T2'),
    ('from_hold', 'assign', 'MD203: T1 T2'), ('from_hold', 'from_hold', 'MD203: T1 T2')
) as v (first, second, told);
-- What was assigned under the key is not all that the party has: to say "ok" and leave it there would be a lie.
select is(pg_temp.after(v.first, 'reassign'), 'ok: T1', v.first || ', then exactly its tables by reassign')
from (values ('assign'), ('from_hold')) as v (first);
create function pg_temp.after_both()
returns text language plpgsql as $$
declare
    v_told text;
begin
    perform maitred_test.book('anna');
    perform pg_temp.call('assign', '{T1}');
    perform maitred_test.assign('anna', '{T2}');
    v_told := pg_temp.call('reassign', '{T1}');
    perform maitred_test.assign('anna', '{T2}');
    v_told := concat_ws(', ', v_told, pg_temp.call('reassign', '{T1}'), pg_temp.call('assign', '{T1}'));
    raise exception '%', v_told using errcode = 'P0009';
exception
    when sqlstate 'P0009' then return v_told;
end
$$;
select is(pg_temp.after_both(), 'ok: T1, ok: T1, ok: T1', 'each time, and the key goes on standing for the first');
select is(
    pg_temp.after(v.first, w.second, '{T3}'), 'MD203: T1 T2', format('%s, then %s of another table', v.first, w.second)
)
from (values ('assign'), ('reassign'), ('from_hold')) as v (first)
cross join (values ('assign'), ('reassign')) as w (second);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
