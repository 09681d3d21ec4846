create or replace function maitred_internal.plan_best_option(
    p_problem maitred_internal.plan_problem,
    p_occupied bigint [],
    p_booking int
)
returns int
language plpgsql
immutable
as $function$
-- Where in a plan a booking wastes the fewest seat-cells: spare seats for the whole stay, and seats for the gaps beside
-- it that are too short for anybody. Options come with the fewest spare seats first, so the search ends where the
-- spare seats alone are no better than what was found. Where it is now it needs the time that it has there.
declare
    v_class constant int := p_problem.classes[p_booking];
    v_start constant int := p_problem.starts[p_booking];
    v_end constant int := p_problem.ends[p_booking];
    v_mask constant bigint := p_problem.masks[p_booking];
    v_now_at constant int := p_problem.now_at[p_booking];
    v_gap constant int := p_problem.gap_cells;
    v_pattern constant bigint := (bigint '1' << v_gap) - 1;
    v_busy bigint;
    v_wasted int;
    v_least int := 2147483647;
    v_best int := 0;
begin
    for v_option in p_problem.first_options[v_class] .. p_problem.last_options[v_class] loop
        v_wasted := p_problem.spares[v_option] * (v_end - v_start);
        exit when v_wasted >= v_least;

        v_busy := p_occupied[p_problem.option_tables[p_problem.option_first[v_option]]];
        for v_part in p_problem.option_first[v_option] + 1 .. p_problem.option_last[v_option] loop
            v_busy := v_busy | p_occupied[p_problem.option_tables[v_part]];
        end loop;
        continue when v_busy & v_mask <> 0 and v_option <> v_now_at;

        if v_option = v_now_at then
            continue when v_busy & p_problem.masks_now[p_booking] <> 0;
            v_wasted := v_wasted + p_problem.capacities[v_option] * (
                p_problem.gaps_before[1 + (v_busy >> (p_problem.starts_now[p_booking] - v_gap) & v_pattern)]
                + p_problem.gaps_after[1 + (v_busy >> p_problem.ends_now[p_booking] & v_pattern)]
            );
        else
            v_wasted := v_wasted + p_problem.capacities[v_option] * (
                p_problem.gaps_before[1 + (v_busy >> (v_start - v_gap) & v_pattern)]
                + p_problem.gaps_after[1 + (v_busy >> v_end & v_pattern)]
            );
        end if;
        if v_wasted < v_least then
            v_least := v_wasted;
            v_best := v_option;
        end if;
    end loop;
    return v_best;
end;
$function$;

comment on function maitred_internal.plan_best_option is
'The free option of a booking that wastes least with the tables occupied as they are; 0: none is free.';
