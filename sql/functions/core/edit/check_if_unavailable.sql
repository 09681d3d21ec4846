create or replace function maitred_internal.check_if_unavailable(p_if_unavailable text)
returns void
language plpgsql
immutable
as $function$
-- Refuses what says nothing about the case that no table is free.
--
-- Raises: 22023
begin
    if p_if_unavailable is null or p_if_unavailable not in ('pending', 'refuse') then
        perform maitred_internal.refuse_argument('p_if_unavailable', p_if_unavailable, 'be pending or refuse');
    end if;
end;
$function$;

comment on function maitred_internal.check_if_unavailable is 'Raises 22023 unless p_if_unavailable is pending or refuse.';
