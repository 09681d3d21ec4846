create or replace function maitred_internal.plan_load(
    p_restaurant maitred.restaurants,
    p_from timestamptz,
    p_until timestamptz,
    p_now timestamptz
)
returns maitred_internal.plan_problem
language plpgsql
stable
as $function$
-- States the planning of a service as arrays of numbers, without locks.
declare
    v_problem maitred_internal.plan_problem;
    v_grid record;
    v_parties int [];
    v_now_at text [];
begin
    select g.* into v_grid from maitred_internal.plan_grid(p_restaurant, p_from, p_until) as g;

    with candidates as materialized (
        select
            c.*, c.cells_now * int4range(v_grid.guard, 62) as stays, dense_rank() over (order by c.party_size) as class
        from maitred_internal.plan_candidates(p_restaurant, p_from, p_until, p_now, v_grid.zero, v_grid.cell) as c
    )
    select
        array_agg(c.booking_id order by c.n),
        array_agg(lower(c.cells) order by c.n),
        array_agg(upper(c.cells) order by c.n),
        array_agg(maitred_internal.mask_of(c.cells) order by c.n),
        array_agg(lower(c.stays) order by c.n),
        array_agg(upper(c.stays) order by c.n),
        array_agg(maitred_internal.mask_of(c.stays) order by c.n),
        -- Nobody who has a table loses it: a million counts for more than any number of covers.
        array_agg(c.party_size * 64 + 8 + case when c.table_ids = '{}' then 0 else 1000000 end::bigint order by c.n),
        array_agg(c.class::int order by c.n),
        array_agg(c.class || array_to_string(c.table_ids, ' ') order by c.n),
        max(greatest(upper(c.cells) - lower(c.cells), upper(c.stays) - lower(c.stays))),
        max(greatest(lower(c.cells), lower(c.stays))),
        array(select distinct d.party_size from candidates as d order by d.party_size)
    into
        v_problem.booking_ids, v_problem.starts, v_problem.ends, v_problem.masks, v_problem.starts_now,
        v_problem.ends_now, v_problem.masks_now, v_problem.weights, v_problem.classes, v_now_at, v_problem.longest,
        v_problem.last_start, v_parties
    from candidates as c;
    if v_problem.booking_ids is null then
        return v_problem;
    end if;

    v_problem := maitred_internal.plan_floor(v_problem, p_restaurant, v_parties, v_now_at);
    v_problem.fixed := array(
        select
            coalesce(
                bit_or(maitred_internal.mask_of(maitred_internal.cells_of(l.during, v_grid.zero, v_grid.cell))), 0
            ) | maitred_internal.mask_of(int4range(0, v_grid.guard))
        from unnest(v_problem.table_ids) with ordinality as t (id, n)
        left join maitred.allocations as l
            on l.restaurant_id = p_restaurant.id and l.table_id = t.id
                and l.during && tstzrange(v_grid.zero, v_grid.zero + 62 * v_grid.cell)
                and (l.kind <> 'hold' or l.expires_at > p_now)
                and (l.booking_id is null or l.booking_id <> all(v_problem.booking_ids))
        group by t.n
        order by t.n
    );
    v_problem.alone_now := array(
        select case
            when v_problem.masks_now[b.n] <> v_problem.masks[b.n]
                and v_problem.option_first[o.n] = v_problem.option_last[o.n]
                then v_problem.option_tables[v_problem.option_first[o.n]]
            else 0
        end
        from unnest(v_problem.now_at) with ordinality as o (n, booking)
        cross join lateral (select o.booking::int as n) as b
        order by b.n
    );
    v_problem.gap_cells := v_grid.guard;
    v_problem.gaps_before := maitred_internal.gap_lengths(v_grid.guard, true);
    v_problem.gaps_after := maitred_internal.gap_lengths(v_grid.guard, false);
    return v_problem;
end;
$function$;

comment on function maitred_internal.plan_load is
'The bookings that start in [p_from, p_until), the options of the floor and what is taken already; booking_ids null: nothing to plan.';
