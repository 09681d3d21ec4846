begin;
select plan(22);

select maitred_test.open_restaurant();
insert into maitred.service_periods (restaurant_id, name, weekday, opens, closes)
values (maitred_test.id('restaurant'), 'dinner', 6, '17:00', '23:00');
select maitred_test.seat('pair', '{T1}', 2);
select maitred_test.seat('eight', '{T6}', 8);
select maitred_test.seat('here', '{T3}', 4);
select maitred_test.book('asked', 4);

-- What comes of an edit: its SQLSTATE and the argument that it names, or what the booking is then, when its job, if
-- there is one, has run. The edit is made, and taken back.
create function pg_temp.after(p_name text, p_change text, p_if_unavailable text default 'pending')
returns text
language plpgsql
as $$
declare
    v_said jsonb;
begin
    v_said := maitred_test.refusal(format(
        'select maitred.modify_booking(p_booking_id => %L, p_if_unavailable => %L, %s)',
        maitred_test.booking(p_name), p_if_unavailable, p_change
    ));
    perform maitred.run_assignment_job('test') from generate_series(1, 3);
    set constraints all immediate;
    set constraints all deferred;
    raise exception using errcode = 'MDTST', message = case
        when v_said is null then maitred_test.status_of(p_name) || ' ' || maitred_test.tables_of(p_name)
        else concat_ws(' ', v_said ->> 'sqlstate', v_said #>> '{detail,argument}')
    end;
exception
    when sqlstate 'MDTST' then
        return sqlerrm;
end;
$$;

-- The limits of the party
update maitred.restaurants set min_party_size = 3, max_party_size = 6 where id = maitred_test.id('restaurant');
select is(pg_temp.after(e.name, e.change, e.how), e.seen, e.what)
from (
    values
    (
        'pair', 'p_start_at => maitred_test.at(''19:30'')', 'pending', 'confirmed T1',
        'a party below a later limit comes at another time'
    ),
    ('pair', 'p_start_at => maitred_test.at(''19:30'')', 'refuse', 'confirmed T1', 'in one call as well'),
    ('pair', 'p_end_at => maitred_test.at(''20:00'')', 'pending', 'confirmed T1', 'or leaves earlier'),
    ('eight', 'p_start_at => maitred_test.at(''19:30'')', 'pending', 'confirmed T6', 'so does one above a later limit'),
    ('eight', 'p_start_at => maitred_test.at(''19:30'')', 'refuse', 'confirmed T6', 'in one call as well'),
    (
        'eight', 'p_party_size => 8, p_end_at => maitred_test.at(''20:00'')', 'pending', 'confirmed T6',
        'the size that it has is no other'
    ),
    ('eight', 'p_party_size => 7', 'pending', '22023 p_party_size', 'another size is evaluated'),
    ('pair', 'p_party_size => 1', 'refuse', '22023 p_party_size', 'below as above')
) as e (name, change, how, seen, what);
select is(
    maitred_test.refusal(format(
        'select maitred.create_booking(%L, 2, maitred_test.at(''19:00''), %L, null)', maitred_test.id('restaurant'),
        'New'
    )) #>> '{detail,argument}', 'p_party_size', 'and so is a new booking'
);

-- Opening hours
update maitred.restaurants set min_party_size = 1, max_party_size = 20 where id = maitred_test.id('restaurant');
update maitred.service_periods set opens = '20:00';
select is(pg_temp.after(e.name, e.change, e.how), e.seen, e.what)
from (
    values
    (
        'here', 'p_party_size => 3', 'pending', 'confirmed T3',
        'another party comes when it was accepted, though the restaurant is closed then by now'
    ),
    ('here', 'p_party_size => 3', 'refuse', 'confirmed T3', 'in one call as well'),
    ('here', 'p_end_at => maitred_test.at(''20:30'')', 'pending', 'confirmed T3', 'it leaves earlier'),
    ('here', 'p_end_at => maitred_test.at(''21:30'')', 'refuse', 'confirmed T3', 'or later'),
    ('here', 'p_start_at => maitred_test.at(''19:30'')', 'pending', 'MD302', 'another start is evaluated'),
    ('here', 'p_start_at => maitred_test.at(''19:30'')', 'refuse', 'MD302', 'in one call as well'),
    ('here', 'p_start_at => maitred_test.at(''20:00'')', 'refuse', 'confirmed T3', 'and may be'),
    ('asked', 'p_party_size => 3', 'pending', 'pending ', 'who was never accepted waits for other hours'),
    ('asked', 'p_party_size => 3', 'refuse', 'MD205', 'or is told so')
) as e (name, change, how, seen, what);
select is(
    array(
        select c.rule || ' ' || c.severity
        from maitred.check_table_assignment(maitred_test.booking('here'), maitred_test.tables('{T4}')) as c
    ), array['inside_service warn'], 'staff are warned'
);
select is(
    (
        select r.table_id
        from maitred.reassign_tables_atomic(maitred_test.booking('here'), maitred_test.tables('{T4}')) as r
    ), maitred_test.id('T4'), 'and may move it'
);

-- A seated party
update maitred.restaurants set max_party_size = 3 where id = maitred_test.id('restaurant');
select maitred.seat_booking(maitred_test.booking('here'));
select is(
    pg_temp.after('here', 'p_end_at => maitred_test.at(''20:30'')'), 'seated T4', 'a seated party leaves earlier, too'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
