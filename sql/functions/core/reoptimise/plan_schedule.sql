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
-- Weighted interval scheduling: of bookings in order of their ends at a table, those that do not overlap there and
-- weigh most together. Those who sit somewhere already weigh one more, so that nobody is moved for nothing.
--
-- The most that can be had up to each cell follows from the cells before, so a look at each booking and cell is enough.
declare
    -- Element n + 1 is for the time before cell n: the most weight, and the booking that ends there, if it takes one.
    v_best bigint [] := array_fill(0::bigint, array[64]);
    v_ending int [] := array_fill(0, array[64]);
    v_chosen int [] := array[]::int [];
    v_booking int;
    v_end int;
    v_reached int := 0;
    v_worth bigint;
begin
    foreach v_booking in array p_bookings loop
        v_end := case p_problem.alone_now[v_booking]
            when p_table then p_problem.ends_now[v_booking] else p_problem.ends[v_booking]
        end;
        while v_reached < v_end loop
            v_reached := v_reached + 1;
            v_best[v_reached + 1] := v_best[v_reached];
        end loop;
        v_worth := p_problem.weights[v_booking] + v_best[1 + case p_problem.alone_now[v_booking]
            when p_table then p_problem.starts_now[v_booking] else p_problem.starts[v_booking]
        end];
        if p_at_option[v_booking] > 0 then
            v_worth := v_worth + 1;
        end if;
        if v_worth > v_best[v_end + 1] then
            v_best[v_end + 1] := v_worth;
            v_ending[v_end + 1] := v_booking;
        end if;
    end loop;

    while v_reached > 0 loop
        v_booking := v_ending[v_reached + 1];
        if v_booking > 0 then
            v_chosen := v_chosen || v_booking;
            v_reached := case p_problem.alone_now[v_booking]
                when p_table then p_problem.starts_now[v_booking] else p_problem.starts[v_booking]
            end;
        else
            v_reached := v_reached - 1;
        end if;
    end loop;
    return v_chosen;
end;
$function$;

comment on function maitred_internal.plan_schedule is
'The heaviest set of p_bookings, in ascending order of their ends at table p_table, of which no two overlap there.';
