create or replace function maitred_internal.plan_order(
    p_problem maitred_internal.plan_problem,
    p_bookings int [],
    p_random bigint
)
returns int []
language sql
immutable
as $function$
-- A jittered order: parties that take many seats for long before others, each moved by chance; now and then the first
-- one stays first.
    select array_agg(
        u.n
        order by
            p_random % 4 = 0 and u.n = p_bookings[1] desc,
            p_problem.weights[u.n] % 1000000 * (p_problem.ends[u.n] - p_problem.starts[u.n])
            * (500 + (p_random + u.n) * 48271 % 2147483647 * 48271 % 2147483647 % 1000) desc,
            u.n
    )
    from unnest(p_bookings) as u (n)
$function$;

comment on function maitred_internal.plan_order is
'p_bookings by weight times length, each times a factor of 1 to 3 that follows from p_random.';
