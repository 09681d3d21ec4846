-- One row per rule: booking, tables, what the restaurant is like, and what the rules say (name:severity).
begin;

select plan(29);
select maitred_test.open_restaurant();

create function pg_temp.rules(p_name text, p_tables text [], p_more text default '') returns text language plpgsql as $$
declare
    v_found text;
begin
    execute format(
        'select coalesce(string_agg(c.rule || '':'' || c.severity, '' '' order by c.rule, c.table_id), '''')
        from maitred.check_table_assignment(%L, %L%s) as c',
        maitred_test.booking(p_name), maitred_test.tables(p_tables), p_more
    ) into v_found;
    return v_found;
end
$$;
create function pg_temp.with_restaurant(p_setting text, p_name text, p_tables text [], p_more text default '')
returns text language plpgsql as $$
declare
    v_found text;
begin
    execute 'update maitred.restaurants set ' || p_setting;
    v_found := pg_temp.rules(p_name, p_tables, p_more);
    raise exception '%', v_found using errcode = 'P0009';
exception
    when sqlstate 'P0009' then
        return v_found;
end
$$;
select maitred_test.book('one', 1);
select maitred_test.book('two', 2);
select maitred_test.book('three', 3);
select maitred_test.book('five', 5);
select maitred_test.book('eight', 8);

select is(pg_temp.with_restaurant(c.restaurant, c.name, c.tables::text []), c.said, c.what)
from (
    values
    ('name = name', 'two', '{T1}', '', 'a table that fits'),
    ('name = name', 'three', '{T1}', 'enough_seats:block', 'too few seats'),
    ('name = name', 'five', '{T1,T2}', 'enough_seats:block', 'too few seats together'),
    ('name = name', 'three', '{T1,T2}', '', 'enough together'),
    ('name = name', 'three', '{T6}', 'spare_seats:warn', 'five seats empty: a warning'),
    ('block_spare_seats = true', 'three', '{T6}', 'spare_seats:block', 'a refusal where the restaurant says so'),
    ('max_spare_seats = 5', 'three', '{T6}', '', 'within the limit of the restaurant'),
    ('max_spare_seats = 0', 'three', '{T3}', 'spare_seats:warn', 'or of none'),
    ('name = name', 'two', '{T5}', 'min_party:block', 'a party below the minimum of a single table'),
    ('name = name', 'eight', '{T4,T5}', 'connected:block', 'a minimum is for single tables'),
    ('require_adjacency = false', 'eight', '{T4,T5}', '', 'not connected, and the restaurant does not mind'),
    ('name = name', 'five', '{T1,T3}', 'connected:block', 'no neighbours'),
    ('name = name', 'five', '{T1,T2,T3}', '', 'a row of three neighbours is connected'),
    ('max_combined_tables = 4, require_adjacency = false', 'eight', '{T1,T2,T3,T4}', '', 'four where allowed'),
    ('max_combined_tables = 2', 'five', '{T1,T2,T3}', 'table_count:block', 'more tables than the restaurant combines'),
    ('name = name', 'eight', '{T5,T6}', 'movable:block spare_seats:warn', 'a fixed table in a combination'),
    ('name = name', 'eight', '{T6}', '', 'a fixed table by itself'),
    ('require_adjacency = false', 'five', '{T4,T7}', 'one_zone:block', 'two zones'),
    ('name = name', 'one', '{T6}', 'spare_seats:warn', 'one guest at eight seats')
) as c (restaurant, name, tables, said, what);

select is(
    pg_temp.with_restaurant('require_adjacency = false', 'five', '{T1,T3}', ', p_require_adjacency => true'),
    'connected:block', 'connected because the caller asks for it'
);
insert into maitred.table_adjacencies (restaurant_id, table_a, table_b)
values (maitred_test.id('restaurant'), maitred_test.id('T4'), maitred_test.id('T5'));
delete from maitred.table_adjacencies
where maitred_test.id('T2') in (table_a, table_b) and maitred_test.id('T3') in (table_a, table_b);
select is(
    pg_temp.with_restaurant('max_combined_tables = 4', 'eight', '{T1,T2,T3,T4}'), 'connected:block',
    'two separate pairs are not connected'
);
update maitred.table_inventory set max_party = 3 where id = maitred_test.id('T3');
select maitred_test.book('four', 4);
select is(pg_temp.rules('four', '{T3}'), 'max_party:block', 'a party above the maximum of a single table');
select is(pg_temp.rules('three', '{T3}'), '', 'at the maximum');
select is(pg_temp.rules('five', '{T3,T4}'), '', 'a maximum is for single tables');
update maitred.table_inventory set in_service = false where id in (maitred_test.id('T3'), maitred_test.id('T4'));
select is(
    pg_temp.rules('five', '{T3,T4}'), 'in_service:block in_service:block', 'out of service, each table by itself'
);
select is(
    pg_temp.rules('two', '{T1}', ', p_start_at => maitred_test.at(''19:00''), p_end_at => maitred_test.at(''21:30'')'),
    'window_mismatch:block', 'another window than that of the booking'
);
select is(
    pg_temp.rules('two', '{T1}', ', p_start_at => ''2031-06-07 17:00Z'', p_end_at => ''2031-06-07 15:00-04'''), '',
    'the same window, written in other zones'
);
select maitred.cancel_booking(p_booking_id => maitred_test.booking('one'));
select is(pg_temp.rules('one', '{T1}'), 'booking_status:block', 'a cancelled booking');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
