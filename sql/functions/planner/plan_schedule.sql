-- Weighted interval scheduling: of bookings in order of their ends, those that do not overlap and weigh most together.
-- Those who sit somewhere already weigh one more, so that nobody is moved for nothing.
create or replace function maitred_internal.plan_schedule(
    p_problem maitred_internal.plan_problem,
    p_at_option int [],
    p_bookings int []
)
returns int []
language plpgsql
immutable
as $function$
declare
    v_count constant int := cardinality(p_bookings);
    v_best bigint [] := array_fill(0::bigint, array[v_count + 1]);
    v_before int [] := array_fill(0, array[v_count + 1]);
    v_chosen int [] := array[]::int [];
    v_booking int;
    v_start int;
    v_n int;
    v_worth bigint;
begin
    for v_i in 1 .. v_count loop
        v_booking := p_bookings[v_i];
        v_start := p_problem.starts[v_booking];
        v_n := v_i - 1;
        while v_n > 0 and p_problem.ends[p_bookings[v_n]] > v_start loop
            v_n := v_n - 1;
        end loop;
        v_worth := p_problem.weights[v_booking] + v_best[v_n + 1];
        if p_at_option[v_booking] > 0 then
            v_worth := v_worth + 1;
        end if;
        if v_worth > v_best[v_i] then
            v_best[v_i + 1] := v_worth;
            v_before[v_i + 1] := v_n + 1;
        else
            v_best[v_i + 1] := v_best[v_i];
        end if;
    end loop;

    v_n := v_count;
    while v_n > 0 loop
        if v_before[v_n + 1] > 0 then
            v_chosen := v_chosen || p_bookings[v_n];
            v_n := v_before[v_n + 1] - 1;
        else
            v_n := v_n - 1;
        end if;
    end loop;
    return v_chosen;
end;
$function$;

comment on function maitred_internal.plan_schedule is
'The heaviest set of p_bookings, numbers in ascending order, of which no two overlap.';
