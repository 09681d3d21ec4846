create or replace function maitred_internal.gap_cost(p_minutes double precision, p_shortest double precision)
returns double precision
language sql
immutable
as $function$
-- What it costs later parties, in minutes of a table, that a stay leaves a gap of p_minutes beside it.
--
-- Nothing when it leaves none. Else free time is in pieces, which costs two of the shortest stays; and when nobody fits
-- into the gap, or only who comes to the minute, thrice the gap is lost as well. The factors were found by trial, on
-- evenings other than those of the benchmark.
    select case
        when p_minutes = 0 then 0
        when p_minutes < p_shortest + 15 then 2 * p_shortest + 3 * p_minutes
        else 2 * p_shortest
    end
$function$;

comment on function maitred_internal.gap_cost is
'Minutes of a table that a gap of p_minutes beside a stay costs; null: free without end. p_shortest: minutes of the shortest stay.';
