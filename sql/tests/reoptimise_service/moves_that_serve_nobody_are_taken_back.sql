begin;
select plan(5);

select maitred_test.open_restaurant();
select maitred_test.seat('anna', array['T1']);
update maitred.booking_table_assignments set pinned = false;

create temporary table plan on commit drop as
select p.problem, maitred_internal.plan_begin(p.problem) as state
from maitred.restaurants as r
cross join lateral (
    select maitred_internal.plan_load(r, maitred_test.at('17:00'), maitred_test.at('23:00'), now()) as problem
    offset 0
) as p;
select is((state).moves, 0, 'a plan begins with everybody where they are') from plan;

-- Elsewhere, for no reason.
create temporary table elsewhere on commit drop as
select p.problem, maitred_internal.plan_fill(p.problem, s.state, array[1]) as state
from plan as p
cross join lateral (
    select maitred_internal.plan_clear(
        p.problem, p.state, array(select array_position((p.problem).table_ids, maitred_test.id('T1'))), 0, 62
    ) as state
) as c
cross join lateral (
    select (c.state).worth as worth, row(
        (c.state).at_option,
        array(
            select case when t.id = maitred_test.id('T1') then -1 else (c.state).occupied[t.n] end
            from unnest((p.problem).table_ids) with ordinality as t (id, n)
            order by t.n
        ),
        (c.state).starting, (c.state).unseated, (c.state).worth, (c.state).moves
    )::maitred_internal.plan_state as state
) as s;
select is((state).moves, 1, 'sitting elsewhere is a move') from elsewhere;
select is(
    (maitred_internal.plan_clear(
        problem, state,
        array(select t.n from plan as p cross join generate_subscripts((p.problem).table_ids, 1) as t (n)), 0, 62
    )).moves, 0, 'which ends when the place is cleared'
) from elsewhere;
select is(
    (maitred_internal.plan_return(problem, row(
        (state).at_option,
        array(
            select case when t.id = maitred_test.id('T1') then 0 else (state).occupied[t.n] end
            from unnest((problem).table_ids) with ordinality as t (id, n)
            order by t.n
        ),
        (state).starting, (state).unseated, (state).worth, (state).moves
    )::maitred_internal.plan_state)).moves,
    0, 'and is taken back when the old place is free'
) from elsewhere;

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
