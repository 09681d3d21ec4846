create or replace function maitred_internal.plan_fill(
    p_problem maitred_internal.plan_problem,
    p_state maitred_internal.plan_state,
    p_bookings int []
)
returns maitred_internal.plan_state
language plpgsql
immutable
as $function$
-- Seats bookings of a plan one after the other, each where it wastes least.
declare
    v_state maitred_internal.plan_state := p_state;
    v_at int [] := p_state.at_option;
    v_occupied bigint [] := p_state.occupied;
    v_starting int [] := p_state.starting;
    v_booking int;
    v_option int;
    v_table int;
    v_mask bigint;
    v_start int;
begin
    foreach v_booking in array p_bookings loop
        v_option := maitred_internal.plan_best_option(p_problem, v_occupied, v_booking);
        continue when v_option = 0;

        v_at[v_booking] := v_option;
        v_mask := p_problem.masks[v_booking];
        v_start := p_problem.starts[v_booking];
        if v_option = p_problem.now_at[v_booking] then
            v_mask := p_problem.masks_now[v_booking];
            v_start := p_problem.starts_now[v_booking];
        end if;
        for v_part in p_problem.option_first[v_option] .. p_problem.option_last[v_option] loop
            v_table := p_problem.option_tables[v_part];
            v_occupied[v_table] := v_occupied[v_table] | v_mask;
            v_starting[64 * v_table + v_start] := v_booking;
        end loop;
        v_state.unseated := array_remove(v_state.unseated, v_booking);
        v_state.worth := v_state.worth + p_problem.weights[v_booking];
        if p_problem.now_at[v_booking] not in (0, v_option) then
            v_state.moves := v_state.moves + 1;
        end if;
    end loop;

    v_state.at_option := v_at;
    v_state.occupied := v_occupied;
    v_state.starting := v_starting;
    return v_state;
end;
$function$;

comment on function maitred_internal.plan_fill is
'The plan with those of p_bookings, in that order, that find a place. starting[64 * table + cell] is the booking that starts there.';
