-- Through every function that takes a list of ids; the list itself is evaluated before anything is looked up or locked.
begin;
select plan(64);

select maitred_test.open_restaurant();
select maitred_test.book('anna');
create temporary table calls (name text primary key, argument text not null, call text not null) on commit drop;
insert into calls
select f.name, f.argument, format('select * from maitred.%s(%s)', f.name, f.arguments)
from (
    values
    ('assign_tables_atomic_v2', 'p_table_ids', 'maitred_test.booking(''anna''), %L::text::uuid []'),
    ('reassign_tables_atomic', 'p_table_ids', 'maitred_test.booking(''anna''), %L::text::uuid []'),
    ('unassign_tables_atomic', 'p_table_ids', 'maitred_test.booking(''anna''), %L::text::uuid []'),
    ('check_table_assignment', 'p_table_ids', 'maitred_test.booking(''anna''), %L::text::uuid []'),
    ('create_table_hold_v2', 'p_table_ids', 'maitred_test.booking(''anna''), %L::text::uuid []'),
    (
        'propose_manual_assignment', 'p_table_ids',
        'maitred_test.booking(''anna''), %L::text::uuid [], maitred_test.id(''user'')'
    ),
    (
        'block_tables', 'p_table_ids',
        'maitred_test.id(''restaurant''), %L::text::uuid [], maitred_test.at(''19:00''), maitred_test.at(''20:00'')'
    ),
    ('unblock_tables', 'p_block_ids', '%L::text::uuid []'),
    ('retry_dead_emails', 'p_email_ids', '%L::text::bigint []'),
    ('repair_assignment_drift', 'p_kinds', '%L::text::text []')
) as f (name, argument, arguments);

create temporary view lists as
select c.name, c.argument, c.call, l.what, l.list
from calls as c
cross join lateral (
    select case c.argument
        when 'p_email_ids' then array['1', '2'] when 'p_kinds' then array['a', 'b']
        else array[maitred_test.id('T1')::text, maitred_test.id('T2')::text]
    end as v
) as v
cross join lateral (
    values
    ('fifty-one', (select array_agg(case c.argument
        when 'p_email_ids' then n::text when 'p_kinds' then 'x' || n else md5(n::text)
    end) from generate_series(1, 51) as n)::text),
    ('fifty thousand', (select array_agg(case c.argument
        when 'p_email_ids' then n::text when 'p_kinds' then 'x' || n else md5(n::text)
    end) from generate_series(1, 50000) as n)::text),
    ('null', '{NULL}'),
    ('nested', format('{{%s},{%s}}', v.v[1], v.v[2])),
    ('at the end of counting', format('[2147483646:2147483646]={%s}', v.v[1])),
    ('at its start', format('[-2147483648:-2147483648]={%s}', v.v[1]))
) as l (what, list);

select is(
    (
        select concat_ws(
            ' ', r.r ->> 'sqlstate', r.r #>> '{detail,argument}', case when length(r.r::text) > 6000 then 'long' end
        )
        from maitred_test.refusal(format(l.call, l.list)) as r (r)
    ),
    '22023 ' || l.argument, format('%s: %s', l.name, l.what)
)
from lists as l
order by l.name, l.what;

-- Fifty unknown tables: the error names twenty.
select is(
    (
        select array[
            r.r ->> 'sqlstate', jsonb_array_length(r.r #> '{detail,table_ids}')::text,
            r.r #>> '{detail,table_ids_more}', substring(r.r ->> 'message' from ' and 30 more')
        ]
        from maitred_test.refusal(format(
            'select * from maitred.assign_tables_atomic_v2(%L, %L)', maitred_test.booking('anna'),
            (select array_agg(md5(n::text)::uuid) from generate_series(1, 50) as n)
        )) as r (r)
    ),
    array['MD102', '20', '30', ' and 30 more'], 'an error names twenty and says how many more there are'
);

-- Thirty tables that cannot be moved.
insert into maitred.table_inventory (restaurant_id, zone_id, name, capacity, movable)
select maitred_test.id('restaurant'), maitred_test.id('hall'), 'F' || n, 1, false from generate_series(1, 30) as n;
select is(
    (
        select array[
            r.r ->> 'sqlstate', jsonb_array_length(r.r #> '{detail,violations}')::text,
            (cardinality(string_to_array(r.r ->> 'message', '; ')) - 1)::text,
            substring(r.r ->> 'message' from '; and \d+ more$')
        ]
        from maitred_test.refusal(format(
            'select * from maitred.assign_tables_atomic_v2(%L, %L)', maitred_test.booking('anna'),
            (select array_agg(t.id) from maitred.table_inventory as t where t.name ~ '^F')
        )) as r (r)
    ),
    array['MD301', '20', '20', '; and 12 more'], 'of thirty-two broken rules it lists twenty'
);

select is(
    maitred_test.refusal(format('select maitred.settle_emails(1, %L)', (
        select jsonb_agg(jsonb_build_object('email_id', n, 'outcome', 'sent')) from generate_series(1, 1001) as n
    ))) ->> 'message',
    'p_results must have at most 1000 results, of 10 MB together', 'more results than a claim has emails'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
