create or replace function maitred_internal.plan_reselect(
    p_problem maitred_internal.plan_problem,
    p_state maitred_internal.plan_state,
    p_tables int []
)
returns maitred_internal.plan_state
language plpgsql
immutable
as $function$
-- Chooses again, and exactly, who sits alone at each of some tables, out of those who do and everybody unseated.
declare
    v_state maitred_internal.plan_state := p_state;
    v_floor constant int := cardinality(p_problem.table_ids);
    v_table int;
    v_booking int;
    v_option int;
    v_others bigint;
    v_alone int [];
    v_could int [];
    v_chosen int [];
begin
    foreach v_table in array p_tables loop
        v_alone := '{}';
        v_could := '{}';
        v_others := v_state.occupied[v_table];
        for v_cell in p_problem.gap_cells .. p_problem.last_start loop
            v_booking := v_state.starting[64 * v_table + v_cell];
            continue when v_booking = 0;
            v_option := v_state.at_option[v_booking];
            if p_problem.option_first[v_option] = p_problem.option_last[v_option] then
                v_alone := v_alone || v_booking;
                v_others := v_others & ~case p_problem.alone_now[v_booking]
                    when v_table then p_problem.masks_now[v_booking]
                    else p_problem.masks[v_booking]
                end;
            end if;
        end loop;
        foreach v_booking in array v_state.unseated loop
            if p_problem.alone[(p_problem.classes[v_booking] - 1) * v_floor + v_table] > 0 and v_others & (
                case p_problem.alone_now[v_booking]
                    when v_table then p_problem.masks_now[v_booking]
                    else p_problem.masks[v_booking]
                end
            ) = 0 then
                v_could := v_could || v_booking;
            end if;
        end loop;
        continue when v_could = '{}';

        v_chosen := maitred_internal.plan_schedule(p_problem, v_state.at_option, v_table, array(
            select u.n from unnest(v_alone || v_could) as u (n)
            order by
                case p_problem.alone_now[u.n]
                    when v_table then p_problem.ends_now[u.n]
                    else p_problem.ends[u.n]
                end,
                u.n
        ));
        if v_chosen && v_could then
            v_state := maitred_internal.plan_seat_alone(p_problem, v_state, v_table, v_others, v_alone, v_chosen);
        end if;
    end loop;
    return v_state;
end;
$function$;

comment on function maitred_internal.plan_reselect is
'The plan with the heaviest choice of single parties at each of p_tables; combinations and what is fixed stay.';
