-- A jittered order: by start, give or take eight cells.
create or replace function maitred_internal.plan_order(
    p_problem maitred_internal.plan_problem,
    p_bookings int [],
    p_random bigint
)
returns int []
language sql
immutable
set search_path = pg_catalog, pg_temp
as $function$
    select array_agg(
        u.n
        order by
            p_problem.starts[u.n] + (p_random + u.n) * 48271 % 2147483647 * 48271 % 2147483647 % 1000 / 125.0, u.n
    )
    from unnest(p_bookings) as u (n)
$function$;

comment on function maitred_internal.plan_order is 'p_bookings by start, each shifted by up to eight cells that follow from p_random.';
