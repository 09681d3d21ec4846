begin;
select plan(5);

select maitred_test.open_restaurant();
insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
values (maitred_test.id('restaurant'), 'dinner', 6, '18:00', '00:00');
insert into maitred.turn_times (restaurant_id, max_party, duration)
values (maitred_test.id('restaurant'), 2, '75 minutes'), (maitred_test.id('restaurant'), 20, '2 hours');
update maitred.restaurants set buffer_after = '10 minutes' where id = maitred_test.id('restaurant');

select maitred_test.seat('a', array['T1'], 2, maitred_test.at('18:30'), maitred_test.at('19:45'));
select maitred_test.seat('b', array['T3'], 4, maitred_test.at('19:00'), maitred_test.at('20:20'));
select maitred_test.seat('c', array['T7', 'T8'], 6, maitred_test.at('20:30'), maitred_test.at('22:30'));
select maitred_test.seat('d', array['T2'], 2, maitred_test.at('21:15'), maitred_test.at('22:30'));
create function pg_temp.differing(p_party_size int)
returns table (start_at timestamptz, best text [], suggested text [])
language plpgsql
as $$
declare
    v_slot record;
    v_name text;
begin
    for v_slot in
        select s.* from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', p_party_size) as s
    loop
        v_name := p_party_size || '-' || extract(epoch from v_slot.start_at)::bigint;
        perform maitred_test.book(v_name, p_party_size, v_slot.start_at, v_slot.end_at);
        return query
        select v_slot.start_at, v_slot.best_table_ids::text [], t.table_ids::text []
        from maitred.suggest_tables(maitred_test.booking(v_name), 1) as t
        where t.table_ids <> v_slot.best_table_ids;
    end loop;
end;
$$;
select cmp_ok(
    (select count(*)::int from maitred.find_available_slots(maitred_test.id('restaurant'), '2031-06-07', 6)), '>', 10,
    'a day with many times to compare'
);
select is_empty('select * from pg_temp.differing(2)', 'two guests');
select is_empty('select * from pg_temp.differing(4)', 'four guests');
select is_empty('select * from pg_temp.differing(6)', 'six guests');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
