begin;
select plan(6);

select maitred_test.open_restaurant();
-- A busy evening that repeats itself: who came first took the best table, and some found none.
select maitred_test.book(
    'guest' || g.n, 1 + g.n * 7 % 8, maitred_test.at('17:00') + g.n * 11 % 17 * interval '15 minutes',
    maitred_test.at('17:00') + (g.n * 11 % 17 + 5 + g.n % 4) * interval '15 minutes'
)
from generate_series(1, 30) as g (n);
create temporary table outcomes on commit drop as
select g.n, (maitred.auto_assign_booking(maitred_test.booking('guest' || g.n), true, 'none')).outcome
from generate_series(1, 30) as g (n);
select set_eq('select outcome from outcomes', array['assigned', 'no_table'], 'some found a table, some did not');

create temporary table plan on commit drop as
select p.problem, s.seed, m.most, maitred_internal.plan_search(p.problem, 40, s.seed, m.most) as state
from maitred.restaurants as r
cross join lateral (
    select maitred_internal.plan_load(r, maitred_test.at('16:00'), maitred_test.at('23:00'), now()) as problem
    offset 0
) as p
cross join generate_series(1, 4) as s (seed)
cross join (values (null), (2)) as m (most);

-- Where each plan has each booking.
create temporary table place on commit drop as
select
    p.seed, p.most, b.n, t.n as at_table, (p.problem).masks[b.n] as cells, (p.problem).starts[b.n] as starts
from plan as p
cross join generate_subscripts((p.problem).booking_ids, 1) as b (n)
cross join unnest(maitred_internal.plan_tables(p.problem, (p.state).at_option[b.n])) as t (n);

select is_empty(
    $$
    select from plan as p
    cross join lateral (
        select
            count(*) filter (where w.now_at <> 0 and w.option not in (0, w.now_at)) as moves,
            sum(w.weight) filter (where w.option <> 0) as worth,
            array_agg(w.n order by w.n) filter (where w.option = 0) as unseated,
            bool_or(w.now_at <> 0 and w.option = 0) as lost
        from unnest((p.problem).now_at, (p.state).at_option, (p.problem).weights)
            with ordinality as w (now_at, option, weight, n)
    ) as c
    where c.moves <> (p.state).moves or c.worth <> (p.state).worth or c.lost
        or c.unseated <> array(select u.n::bigint from unnest((p.state).unseated) as u (n) order by u.n)
    $$, 'moves, guests and who waits are what the places say, and nobody loses a table'
);
select is_empty(
    $$
    select from plan as p
    cross join generate_subscripts((p.problem).table_ids, 1) as t (n)
    left join place as o on o.seed = p.seed and o.most is not distinct from p.most and o.at_table = t.n
    group by p.seed, p.most, p.problem, p.state, t.n
    having (p.state).occupied[t.n] <> (p.problem).fixed[t.n] | coalesce(bit_or(o.cells), 0)
    $$, 'so is the time that is taken at each table'
);
select is_empty(
    $$
    select from place as a
    inner join place as b
        on b.seed = a.seed and b.most is not distinct from a.most and b.at_table = a.at_table and b.n > a.n
    where a.cells & b.cells <> 0
    $$, 'which nobody shares'
);
select results_eq(
    'select p.most, max((p.state).moves) > 2 from plan as p group by 1 order by 1',
    'values (2, false), (null, true)', 'no more move than may'
);

set constraints all immediate;
select is_empty('select * from maitred.find_assignment_drift()', 'no drift');
select * from finish();
rollback;
