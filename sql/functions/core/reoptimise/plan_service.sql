create or replace function maitred_internal.plan_service(
    p_restaurant maitred.restaurants,
    p_from timestamptz,
    p_until timestamptz,
    p_steps int,
    p_seed int,
    p_max_moves int,
    p_now timestamptz
)
returns setof maitred_internal.plan_change
language plpgsql
stable
rows 20
as $function$
-- Plans a service without locks and says what would change.
declare
    v_problem maitred_internal.plan_problem;
    v_state maitred_internal.plan_state;
begin
    v_problem := maitred_internal.plan_load(p_restaurant, p_from, p_until, p_now);
    if v_problem.booking_ids is null then
        return;
    end if;
    v_state := maitred_internal.plan_search(v_problem, p_steps, p_seed, p_max_moves);
    if v_state.moves > 0 then
        v_state := maitred_internal.plan_return(v_problem, v_state);
    end if;

    return query
    select
        b.id, o.old, o.new, case v_problem.now_at[b.n] when 0 then 'seated' else 'moved' end::text
    from unnest(v_problem.booking_ids) with ordinality as b (id, n)
    cross join lateral (
        select
            array(
                select v_problem.table_ids[t.n]
                from unnest(maitred_internal.plan_tables(v_problem, v_problem.now_at[b.n])) as t (n)
            ) as old,
            array(
                select v_problem.table_ids[t.n]
                from unnest(maitred_internal.plan_tables(v_problem, v_state.at_option[b.n])) as t (n)
            ) as new
    ) as o
    where v_state.at_option[b.n] not in (0, v_problem.now_at[b.n])
    order by b.id;
end;
$function$;

comment on function maitred_internal.plan_service is
'The bookings that a re-optimised service would move, or seat for the first time, with the tables they have and would have.';
