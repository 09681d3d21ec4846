begin;

select plan(8);
select maitred_test.open_restaurant();

-- Anna has T1 since before there was a buffer, and T2 since there is one. Then the next parties come.
select maitred_test.seat('anna', '{T1}', 2);
select maitred_test.seat('next', '{T1}', 2, maitred_test.at('21:00'));
update maitred.restaurants set buffer_after = '15 min' where id = maitred_test.id('restaurant');
select maitred_test.assign('anna', '{T2}');
select maitred_test.seat('other', '{T2}', 2, maitred_test.at('21:15'));
select maitred.seat_booking(p_booking_id => maitred_test.booking('anna'));

create function pg_temp.stay(p_until time, p_buffer interval)
returns text
language plpgsql
as $$
begin
    update maitred.restaurants set buffer_after = p_buffer where id = maitred_test.id('restaurant');
    perform maitred.modify_booking(
        p_booking_id => maitred_test.booking('anna'), p_end_at => maitred_test.at(p_until)
    );
    return (
        select string_agg(
            t.name || to_char(upper(l.during) at time zone 'Europe/Paris', ' HH24:MI'), ', ' order by t.name
        )
        from maitred.allocations as l
        inner join maitred.table_inventory as t on t.id = l.table_id
        where l.booking_id = maitred_test.booking('anna')
    );
end;
$$;
select is(
    pg_temp.stay('20:55', '30 min'), 'T1 21:00, T2 21:15',
    'five minutes less, under a longer buffer: each table keeps what was taken of it'
);
select is(
    (
        select row(count(*), count(distinct a.merge_group_id), bool_and(a.pinned), max(a.end_at))::text
        from maitred.booking_table_assignments as a
        where a.booking_id = maitred_test.booking('anna')
    ),
    row(2, 1, true, maitred_test.at('20:55'))::text, 'as one group, for the new window'
);
select is(pg_temp.stay('20:20', '30 min'), 'T1 20:50, T2 20:50', 'where the buffer of today fits, it is kept');
select is(pg_temp.stay('20:30', '30 min'), 'T1 21:00, T2 21:00', 'a longer stay takes it too');
select is(
    maitred_test.refusal($$ select pg_temp.stay('20:31', '30 min') $$) #>> '{detail,code}',
    'table_overlap', 'until it runs into the next party'
);
select is(pg_temp.stay('20:29', '0 min'), 'T1 20:29, T2 20:29', 'a shorter buffer frees the time');

-- A table that was taken for less than the stay has its time from now on, where it is free.
update maitred.allocations set during = tstzrange(lower(during), upper(during) - interval '1 hour')
where table_id = maitred_test.id('T1') and booking_id = maitred_test.booking('anna');
select is(pg_temp.stay('20:00', '0 min'), 'T1 20:00, T2 20:00', 'a stay has all of its time in the end');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
