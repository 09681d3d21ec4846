create or replace function maitred_internal.plan_return(
    p_problem maitred_internal.plan_problem,
    p_state maitred_internal.plan_state
)
returns maitred_internal.plan_state
language plpgsql
immutable
as $function$
-- Takes back the moves of a plan that serve nobody: a party whose present tables are still free goes back there, until
-- nobody else does.
declare
    v_state maitred_internal.plan_state := p_state;
    v_moved constant int [] := array(
        select b.n from generate_subscripts(p_problem.now_at, 1) as b (n)
        where p_problem.now_at[b.n] not in (0, p_state.at_option[b.n])
    );
    v_booking int;
    v_table int;
    v_conflicts bigint;
    v_mask bigint;
    v_moves int := -1;
begin
    while v_state.moves <> v_moves loop
        v_moves := v_state.moves;
        foreach v_booking in array v_moved loop
            continue when v_state.at_option[v_booking] = p_problem.now_at[v_booking];

            foreach v_table in array maitred_internal.plan_tables(p_problem, v_state.at_option[v_booking]) loop
                v_state.occupied[v_table] := v_state.occupied[v_table] & ~p_problem.masks[v_booking];
            end loop;
            v_conflicts := 0;
            foreach v_table in array maitred_internal.plan_tables(p_problem, p_problem.now_at[v_booking]) loop
                v_conflicts := v_conflicts | v_state.occupied[v_table];
            end loop;
            v_mask := p_problem.masks[v_booking];
            if v_conflicts & p_problem.masks_now[v_booking] = 0 then
                v_mask := p_problem.masks_now[v_booking];
                v_state.at_option[v_booking] := p_problem.now_at[v_booking];
                v_state.moves := v_state.moves - 1;
            end if;
            foreach v_table in array maitred_internal.plan_tables(p_problem, v_state.at_option[v_booking]) loop
                v_state.occupied[v_table] := v_state.occupied[v_table] | v_mask;
            end loop;
        end loop;
    end loop;
    return v_state;
end;
$function$;

comment on function maitred_internal.plan_return is
'The same plan with fewer moves. starting is not kept: it is the last thing done to a plan.';
