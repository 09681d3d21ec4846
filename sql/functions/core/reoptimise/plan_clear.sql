create or replace function maitred_internal.plan_clear(
    p_problem maitred_internal.plan_problem,
    p_state maitred_internal.plan_state,
    p_tables int [],
    p_from int,
    p_until int
)
returns maitred_internal.plan_state
language plpgsql
immutable
as $function$
-- Takes the bookings of a plan off tables that touch a run of cells there.
declare
    v_state maitred_internal.plan_state := p_state;
    v_occupied bigint [] := p_state.occupied;
    v_starting int [] := p_state.starting;
    v_table int;
    v_booking int;
    v_option int;
    v_part int;
    v_mask bigint;
begin
    foreach v_table in array p_tables loop
        continue when v_occupied[v_table] = p_problem.fixed[v_table];
        for v_cell in greatest(p_from - p_problem.longest, 0) .. p_until - 1 loop
            v_booking := v_starting[64 * v_table + v_cell];
            continue when v_booking = 0;

            v_option := v_state.at_option[v_booking];
            if v_option = p_problem.now_at[v_booking] then
                continue when p_problem.ends_now[v_booking] <= p_from;
                v_mask := p_problem.masks_now[v_booking];
            else
                continue when p_problem.ends[v_booking] <= p_from;
                v_mask := p_problem.masks[v_booking];
            end if;
            for v_n in p_problem.option_first[v_option] .. p_problem.option_last[v_option] loop
                v_part := p_problem.option_tables[v_n];
                v_occupied[v_part] := v_occupied[v_part] & ~v_mask;
                v_starting[64 * v_part + v_cell] := 0;
            end loop;
            v_state.at_option[v_booking] := 0;
            v_state.unseated := v_state.unseated || v_booking;
            v_state.worth := v_state.worth - p_problem.weights[v_booking];
            if p_problem.now_at[v_booking] not in (0, v_option) then
                v_state.moves := v_state.moves - 1;
            end if;
        end loop;
    end loop;

    v_state.occupied := v_occupied;
    v_state.starting := v_starting;
    return v_state;
end;
$function$;

comment on function maitred_internal.plan_clear is
'The plan without the bookings that are at any of p_tables in cells [p_from, p_until); they are the last of unseated.';
