begin;

select plan(22);
select maitred_test.open_restaurant();

select maitred_test.book('anna');
select maitred_test.seat('ben', '{T2}');
select maitred_test.book('gone');
select maitred.cancel_booking(p_booking_id => maitred_test.booking('gone'));
select maitred_test.seat('done', '{T3}');
select maitred.seat_booking(p_booking_id => maitred_test.booking('done'));
select maitred.complete_booking(p_booking_id => maitred_test.booking('done'));
select maitred_test.open_restaurant('other');
update maitred.table_inventory set in_service = false where id = maitred_test.id('T4');
create temporary table before as select maitred_test.everything() as was;

select is(r.said ->> 'sqlstate' || coalesce(' ' || (r.said #>> '{detail,argument}'), ''), c.state, c.what)
from (
    values
    (null, '{T1}'::text [], '', '22023 p_booking_id', 'a null booking'),
    (gen_random_uuid()::text, '{T1}', '', 'MD101', 'an unknown booking'),
    ('anna', '{T1}', ', p_restaurant_id => maitred_test.id(''other'')', 'MD101', 'of another restaurant'),
    ('anna', null, '', '22023 p_table_ids', 'null tables'),
    ('anna', '{}', '', '22023 p_table_ids', 'no tables'),
    ('anna', '{T1,T1}', '', '22023 p_table_ids', 'a table twice'),
    ('anna', '{T1}', ', p_ttl => ''0 s''', '22023 p_ttl', 'no time'),
    ('anna', '{T1}', ', p_ttl => ''-1 s''', '22023 p_ttl', 'less than no time'),
    ('anna', '{T1}', ', p_ttl => ''601 s''', '22023 p_ttl', 'more than ten minutes'),
    ('anna', '{T1}', ', p_ttl => ''100 years''', '22023 p_ttl', 'a hundred years'),
    ('anna', '{T1}', ', p_start_at => maitred_test.at(''19:00'')', '22023 p_end_at', 'half a window'),
    (
        'anna', '{T1}', ', p_start_at => maitred_test.at(''18:00''), p_end_at => maitred_test.at(''20:00'')', 'MD301',
        'another window'
    ),
    ('gone', '{T1}', '', 'MD401', 'a cancelled booking'),
    ('done', '{T1}', '', 'MD401', 'a completed one'),
    ('anna', '{other.T1}', '', 'MD102', 'a table of another restaurant'),
    ('anna', '{T9}', '', 'MD102', 'an unknown table'),
    ('anna', '{T4}', '', 'MD102', 'a table out of service'),
    ('anna', '{T5}', '', 'MD301', 'a party below its minimum'),
    ('anna', '{T2}', '', 'MD201', 'a taken table')
) as c (name, tables, more, state, what)
cross join lateral (
    select
        maitred_test.refusal(format(
            'select maitred.create_table_hold_v2(%L, %L%s)',
            case when c.name like '%-%' then c.name::uuid else maitred_test.booking(c.name) end,
            case when c.tables = '{}' then '{}' else maitred_test.tables(c.tables) end, c.more
        )) as said
) as r;
select is(maitred_test.everything(), (select b.was from before as b), 'nothing changed');
select maitred_test.assign('anna', '{T1}');
select throws_ok($$select maitred_test.hold('anna', '{T7}', 'ann')$$, 'MD301', null, 'the rules evaluate the union');

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
