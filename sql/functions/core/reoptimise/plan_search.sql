create or replace function maitred_internal.plan_search(
    p_problem maitred_internal.plan_problem,
    p_steps int,
    p_seed int,
    p_max_moves int
)
returns maitred_internal.plan_state
language plpgsql
immutable
as $function$
-- Improves a plan by ruin and recreate: pick somebody unseated, clear a few of their options around their time, seat
-- those in a jittered order again (in two orders when there is time), choose the tables that were touched again, and
-- keep what is not worse.
--
-- Random numbers come from a generator of its own (Lehmer, 48271 modulo 2^31 - 1), so that a seed gives the same plan
-- and the session's random() is left alone.
declare
    v_state maitred_internal.plan_state := maitred_internal.plan_begin(p_problem);
    v_cleared maitred_internal.plan_state;
    v_next maitred_internal.plan_state;
    -- Small services have time for two orders a step.
    v_tries constant int := case when cardinality(p_problem.booking_ids) <= 60 then 2 else 1 end;
    v_random bigint := 1 + abs(p_seed::bigint) % 2147483646;
    v_picked int;
    v_first int;
    v_last int;
    v_tables int [];
    v_left int [];
begin
    for v_step in 1 .. p_steps loop
        exit when v_state.unseated = '{}';
        v_random := v_random * 48271 % 2147483647;
        v_picked := v_state.unseated[1 + v_random % cardinality(v_state.unseated)];
        v_first := p_problem.first_options[p_problem.classes[v_picked]];
        v_last := p_problem.last_options[p_problem.classes[v_picked]];

        v_random := v_random * 48271 % 2147483647;
        v_tables := '{}';
        for v_n in 1 .. (2 + v_random % 5)::int loop
            v_random := v_random * 48271 % 2147483647;
            v_tables := v_tables || maitred_internal.plan_tables(
                p_problem, (v_first + v_random % (v_last - v_first + 1))::int
            );
        end loop;
        v_cleared := maitred_internal.plan_clear(
            p_problem, v_state, v_tables, p_problem.starts[v_picked] - 3, p_problem.ends[v_picked] + 3
        );
        v_left := v_picked || v_cleared.unseated[cardinality(v_state.unseated) + 1:];
        for v_try in 1 .. v_tries loop
            v_random := v_random * 48271 % 2147483647;
            v_next := maitred_internal.plan_fill(
                p_problem, v_cleared, maitred_internal.plan_order(p_problem, v_left, v_random)
            );
            v_next := maitred_internal.plan_reselect(p_problem, v_next, v_tables);
            if v_next.worth >= v_state.worth and (v_next.moves <= p_max_moves or p_max_moves is null) then
                v_state := v_next;
            end if;
        end loop;
    end loop;
    return v_state;
end;
$function$;

comment on function maitred_internal.plan_search is
'The best plan found in p_steps steps from p_seed; at most p_max_moves bookings sit elsewhere than now (null: any number).';
