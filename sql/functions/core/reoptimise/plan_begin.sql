create or replace function maitred_internal.plan_begin(p_problem maitred_internal.plan_problem)
returns maitred_internal.plan_state
language plpgsql
immutable
as $function$
-- The plan to start from: everybody where they are now, the waiting ones seated by start where they waste least, then
-- every table chosen again until nothing changes.
declare
    v_state maitred_internal.plan_state;
    v_tables constant int [] := array(select t.n from generate_subscripts(p_problem.table_ids, 1) as t (n));
    v_worth bigint;
begin
    v_state.at_option := p_problem.now_at;
    v_state.occupied := p_problem.fixed;
    v_state.starting := array_fill(0, array[64 * cardinality(p_problem.table_ids) + 64]);
    v_state.moves := 0;
    v_state.unseated := '{}';
    v_state.worth := 0;
    for v_booking in 1 .. cardinality(p_problem.booking_ids) loop
        if p_problem.now_at[v_booking] = 0 then
            v_state.unseated := v_state.unseated || v_booking;
            continue;
        end if;
        v_state.worth := v_state.worth + p_problem.weights[v_booking];
        for v_part in p_problem.option_first[p_problem.now_at[v_booking]]
            .. p_problem.option_last[p_problem.now_at[v_booking]]
        loop
            v_state.occupied[p_problem.option_tables[v_part]] :=
                v_state.occupied[p_problem.option_tables[v_part]] | p_problem.masks_now[v_booking];
            v_state.starting[64 * p_problem.option_tables[v_part] + p_problem.starts_now[v_booking]] := v_booking;
        end loop;
    end loop;

    v_state := maitred_internal.plan_fill(p_problem, v_state, array(
        select u.n from unnest(v_state.unseated) as u (n)
        order by p_problem.starts[u.n], p_problem.weights[u.n] desc, u.n
    ));
    loop
        v_worth := v_state.worth;
        v_state := maitred_internal.plan_reselect(p_problem, v_state, v_tables);
        exit when v_state.worth <= v_worth;
    end loop;
    return v_state;
end;
$function$;

comment on function maitred_internal.plan_begin is 'A first plan: greedy by start, then the best choice of single parties at each table.';
