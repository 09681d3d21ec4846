-- The restaurant is blocked until six. The booking sits at seven, and half past five is asked for.
begin;

select plan(5);
select maitred_test.open_restaurant();

select maitred_test.seat('anna', '{T1}');
select maitred_test.seat('full' || t.name, array[t.name], 3, maitred_test.at('18:00'), maitred_test.at('19:00'))
from unnest(array['T3', 'T4', 'T5', 'T6', 'T8']) as t (name);
select maitred.block_tables(
    maitred_test.id('restaurant'),
    maitred_test.tables('{T1,T2,T3,T4,T5,T6,T7,T8}'),
    maitred_test.at('12:00'),
    maitred_test.at('18:00')
);
create temporary table before as select maitred_test.everything() as was;
create function pg_temp.move(p_start timestamptz) returns jsonb language sql as $$
    select maitred_test.refusal(format(
        'select maitred.modify_booking(%L, p_start_at => %L, p_if_unavailable => %L)',
        maitred_test.booking('anna'), p_start, 'refuse'
    ))
$$;
create temporary table offered as
select (o.time ->> 'start_at')::timestamptz as start_at, (o.time ->> 'end_at')::timestamptz as end_at
from jsonb_array_elements(pg_temp.move(maitred_test.at('17:30')) #> '{detail,nearest_times}') as o (time);

select is(
    (select array_agg(o.start_at order by o.start_at) from offered as o),
    array[maitred_test.at('18:00'), maitred_test.at('18:15'), maitred_test.at('18:30')],
    'the times within an hour, its own table counting as free'
);
select is_empty(
    'select * from offered as o where o.end_at - o.start_at <> ''2 hours''', 'with the length that the booking has'
);
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');
select is_empty(
    'select pg_temp.move(o.start_at) from offered as o where pg_temp.move(o.start_at) is not null',
    'each of them is accepted'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
