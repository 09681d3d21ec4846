create or replace function maitred_internal.plan_seat_alone(
    p_problem maitred_internal.plan_problem,
    p_state maitred_internal.plan_state,
    p_table int,
    p_others bigint,
    p_before int [],
    p_after int []
)
returns maitred_internal.plan_state
language plpgsql
immutable
as $function$
-- Gives a table of a plan to other single parties: p_before leave it, p_after sit there, p_others stays occupied.
declare
    v_state maitred_internal.plan_state := p_state;
    v_booking int;
    v_option int;
    v_occupied bigint := p_others;
begin
    foreach v_booking in array p_before loop
        if p_problem.now_at[v_booking] not in (0, v_state.at_option[v_booking]) then
            v_state.moves := v_state.moves - 1;
        end if;
        v_state.worth := v_state.worth - p_problem.weights[v_booking];
        v_state.starting[64 * p_table + case v_state.at_option[v_booking]
            when p_problem.now_at[v_booking] then p_problem.starts_now[v_booking]
            else p_problem.starts[v_booking]
        end] := 0;
        v_state.at_option[v_booking] := 0;
        v_state.unseated := v_state.unseated || v_booking;
    end loop;

    foreach v_booking in array p_after loop
        v_option := p_problem.alone[
            (p_problem.classes[v_booking] - 1) * cardinality(p_problem.table_ids) + p_table
        ];
        v_state.worth := v_state.worth + p_problem.weights[v_booking];
        v_state.at_option[v_booking] := v_option;
        v_state.unseated := array_remove(v_state.unseated, v_booking);
        if v_option = p_problem.now_at[v_booking] then
            v_state.starting[64 * p_table + p_problem.starts_now[v_booking]] := v_booking;
            v_occupied := v_occupied | p_problem.masks_now[v_booking];
        else
            v_state.starting[64 * p_table + p_problem.starts[v_booking]] := v_booking;
            v_occupied := v_occupied | p_problem.masks[v_booking];
            if p_problem.now_at[v_booking] > 0 then
                v_state.moves := v_state.moves + 1;
            end if;
        end if;
    end loop;
    v_state.occupied[p_table] := v_occupied;
    return v_state;
end;
$function$;

comment on function maitred_internal.plan_seat_alone is
'The plan in which p_after, each alone, have p_table instead of p_before; p_others: the cells that combinations and fixed parties take.';
