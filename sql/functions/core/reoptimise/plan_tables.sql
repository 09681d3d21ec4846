create or replace function maitred_internal.plan_tables(p_problem maitred_internal.plan_problem, p_option int)
returns int []
language sql
immutable
as $function$
-- The numbers of the tables of an option of a plan.
    select p_problem.option_tables[p_problem.option_first[p_option]:p_problem.option_last[p_option]]
$function$;

comment on function maitred_internal.plan_tables is 'The tables of an option, as numbers.';
