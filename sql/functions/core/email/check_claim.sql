create or replace function maitred_internal.check_claim(p_worker text, p_limit int)
returns void
language plpgsql
immutable
as $function$
-- Refuses a claim that is none.
--
-- Raises: 22023
begin
    if p_worker is null or length(p_worker) not between 1 and 200 then
        perform maitred_internal.refuse_argument('p_worker', p_worker, 'name the worker in 1 to 200 characters');
    end if;
    if p_limit is null or p_limit not between 1 and 1000 then
        perform maitred_internal.refuse_argument('p_limit', p_limit::text, 'be between 1 and 1000');
    end if;
end;
$function$;

comment on function maitred_internal.check_claim is
'Raises 22023 unless worker and limit (1 to 1000) make sense.';
