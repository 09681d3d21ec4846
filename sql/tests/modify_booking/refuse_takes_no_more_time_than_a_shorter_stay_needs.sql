begin;
select plan(12);

select maitred_test.open_restaurant();
-- Ann and bob have their tables since before there was a buffer; the next parties come when they leave.
select maitred_test.seat('ann', '{T1}');
select maitred_test.seat('next', '{T1}', 2, maitred_test.at('21:00'));
select maitred_test.seat('bob', '{T3}', 4);
select maitred_test.seat('other', '{T3}', 4, maitred_test.at('21:00'));
select maitred.block_tables(
    maitred_test.id('restaurant'), maitred_test.tables('{T2,T5,T6,T7,T8}'),
    maitred_test.at('12:00'), maitred_test.at('23:59')
);
update maitred.restaurants set buffer_after = '30 min' where id = maitred_test.id('restaurant');

-- Where a booking sits after an edit, and until when: 'T1 21:00'. The edit is made, and taken back.
create function pg_temp.after(p_name text, p_party_size int, p_start time, p_end time)
returns text
language plpgsql
as $$
declare
    v_tables text;
begin
    perform maitred.modify_booking(
        p_booking_id => maitred_test.booking(p_name), p_party_size => p_party_size,
        p_start_at => maitred_test.at(p_start), p_end_at => maitred_test.at(p_end), p_if_unavailable => 'refuse'
    );
    select string_agg(
        t.name || to_char(upper(l.during) at time zone 'Europe/Paris', ' HH24:MI'), ', ' order by t.name
    )
    into v_tables
    from maitred.allocations as l
    inner join maitred.table_inventory as t on t.restaurant_id = l.restaurant_id and t.id = l.table_id
    where l.booking_id = maitred_test.booking(p_name);
    set constraints all immediate;
    set constraints all deferred;
    raise exception using errcode = 'MDTST', message = v_tables;
exception
    when sqlstate 'MDTST' then
        return sqlerrm;
end;
$$;
select is(pg_temp.after(e.name, e.party, e.starts, e.ends), e.seen, e.what)
from (
    values
    ('ann', 2, time '19:00', time '20:45', 'T1 21:00', 'a shorter stay keeps its table, and the time that was taken'),
    ('ann', 2, '19:00', '20:20', 'T1 20:50', 'where the buffer of today fits, it is kept'),
    ('ann', 2, '19:30', '20:45', 'T1 21:00', 'so when it begins later'),
    ('ann', 1, '19:00', '21:00', 'T1 21:00', 'a smaller party for the same time'),
    ('ann', 2, '18:00', '21:00', 'T1 21:00', 'an earlier start takes time before, and none after'),
    ('ann', 2, '18:00', '20:00', 'T1 20:30', 'another window with the buffer of today'),
    ('ann', 2, '19:00', '21:01', 'T4 21:31', 'a longer stay would run into the next party, and moves'),
    ('ann', 2, '19:01', '21:01', 'T4 21:31', 'and so does a later one'),
    ('bob', 8, '19:00', '20:45', 'T3 21:00, T4 21:15', 'a table that is added is taken with the buffer of today')
) as e (name, party, starts, ends, seen, what);

delete from maitred.table_blocks where table_id <> maitred_test.id('T5');
select is(
    pg_temp.after('ann', 2, '19:00', '20:45'), 'T1 21:00', 'it is not moved off its table where others are free'
);
select is(
    (
        select s.table_ids from maitred.suggest_tables(maitred_test.booking('ann'), 50) as s
        where s.table_ids = maitred_test.tables('{T1}')
    ), maitred_test.tables('{T1}'), 'which is suggested as well'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
