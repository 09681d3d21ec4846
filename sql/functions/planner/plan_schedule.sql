-- Weighted interval scheduling: of bookings that could sit alone at a table, those that do not overlap there and weigh
-- most together. Those who sit somewhere already weigh one more, so that nobody is moved for nothing.
--
-- In order of their ends at that table, the most that can be had up to each cell follows from the cells before, so a
-- look at each booking and cell is enough.
create or replace function maitred_internal.plan_schedule(
    p_problem maitred_internal.plan_problem,
    p_at_option int [],
    p_table int,
    p_bookings int []
)
returns int []
language plpgsql
immutable
as $function$
declare
    -- Element n + 1 is for the time before cell n: the most weight, and the booking that ends there, if it takes one,
    -- with the cell that it starts in.
    v_best bigint [] := array_fill(0::bigint, array[64]);
    v_ending int [] := array_fill(0, array[64]);
    v_starting int [] := array_fill(0, array[64]);
    v_chosen int [] := array[]::int [];
    v_booking record;
    v_reached int := 0;
    v_worth bigint;
begin
    for v_booking in
        select u.n, s.start_cell, s.end_cell
        from unnest(p_bookings) as u (n)
        cross join lateral (
            select
                case when p.stays then p_problem.starts_now[u.n] else p_problem.starts[u.n] end as start_cell,
                case when p.stays then p_problem.ends_now[u.n] else p_problem.ends[u.n] end as end_cell
            from (
                select p_problem.now_at[u.n] = p_problem.alone[
                    (p_problem.classes[u.n] - 1) * cardinality(p_problem.table_ids) + p_table
                ] as stays
            ) as p
        ) as s
        order by s.end_cell, u.n
    loop
        while v_reached < v_booking.end_cell loop
            v_reached := v_reached + 1;
            v_best[v_reached + 1] := v_best[v_reached];
        end loop;
        v_worth := p_problem.weights[v_booking.n] + v_best[v_booking.start_cell + 1];
        if p_at_option[v_booking.n] > 0 then
            v_worth := v_worth + 1;
        end if;
        if v_worth > v_best[v_booking.end_cell + 1] then
            v_best[v_booking.end_cell + 1] := v_worth;
            v_ending[v_booking.end_cell + 1] := v_booking.n;
            v_starting[v_booking.end_cell + 1] := v_booking.start_cell;
        end if;
    end loop;

    while v_reached > 0 loop
        if v_ending[v_reached + 1] > 0 then
            v_chosen := v_chosen || v_ending[v_reached + 1];
            v_reached := v_starting[v_reached + 1];
        else
            v_reached := v_reached - 1;
        end if;
    end loop;
    return v_chosen;
end;
$function$;

comment on function maitred_internal.plan_schedule is
'The heaviest set of p_bookings of which no two overlap at table p_table, where each of them can sit alone.';
