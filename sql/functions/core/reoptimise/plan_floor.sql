create or replace function maitred_internal.plan_floor(
    p_problem maitred_internal.plan_problem,
    p_restaurant maitred.restaurants,
    p_parties int [],
    p_now_at text []
)
returns maitred_internal.plan_problem
language plpgsql
stable
as $function$
-- Writes a floor into a plan's problem: tables numbered by id, and for each class of bookings its options, those with
-- the fewest spare seats first.
declare
    v_problem maitred_internal.plan_problem := p_problem;
begin
    v_problem.table_ids := array(
        select o.table_ids[1] from maitred_internal.table_options as o
        where o.restaurant_id = p_restaurant.id and cardinality(o.table_ids) = 1
        order by o.table_ids[1]
    );

    with options as materialized (
        select
            row_number() over (order by p.class, o.capacity, cardinality(o.table_ids), o.table_ids)::int as n,
            p.class::int, o.table_ids, o.capacity, o.capacity - p.party_size as spare,
            array(select array_position(v_problem.table_ids, u.id) from unnest(o.table_ids) as u (id)) as tables
        from unnest(p_parties) with ordinality as p (party_size, class)
        inner join maitred_internal.table_options as o
            on o.restaurant_id = p_restaurant.id and o.parties @> p.party_size
                and not (p_restaurant.block_spare_seats and o.capacity - p.party_size > p_restaurant.max_spare_seats)
    ),
    placed as (
        select o.*, sum(cardinality(o.tables)) over (order by o.n)::int as last from options as o
    )
    select
        array_agg(p.last - cardinality(p.tables) + 1 order by p.n),
        array_agg(p.last order by p.n),
        array_agg(p.capacity order by p.n),
        array_agg(p.spare order by p.n),
        (select array_agg(u.number order by q.n, u.number) from placed as q, unnest(q.tables) as u (number)),
        (
            select array_agg(c.first order by c.class)
            from (select q.class, min(q.n) as first from placed as q group by q.class) as c
        ),
        (
            select array_agg(c.last order by c.class)
            from (select q.class, max(q.n) as last from placed as q group by q.class) as c
        ),
        array(
            select coalesce(a.n, 0)
            from generate_series(1, cardinality(p_parties)) as k (class)
            cross join generate_series(1, cardinality(v_problem.table_ids)) as t (number)
            left join placed as a on a.class = k.class and a.tables = array[t.number]
            order by k.class, t.number
        ),
        array(
            select coalesce(a.n, 0)
            from unnest(p_now_at) with ordinality as w (place, booking)
            left join placed as a on a.class || array_to_string(a.table_ids, ' ') = w.place
            order by w.booking
        )
    into
        v_problem.option_first, v_problem.option_last, v_problem.capacities, v_problem.spares, v_problem.option_tables,
        v_problem.first_options, v_problem.last_options, v_problem.alone, v_problem.now_at
    from placed as p;
    return v_problem;
end;
$function$;

comment on function maitred_internal.plan_floor is
'Adds tables, options and the present place of each booking (p_now_at: class and table ids as text) to a problem; p_parties: the party size of each class.';
