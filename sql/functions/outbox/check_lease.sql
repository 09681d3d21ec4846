-- Refuses a lease that is none.
--
-- Raises: 22023
create or replace function maitred_internal.check_lease(p_lease interval)
returns void
language plpgsql
immutable
as $function$
begin
    if p_lease is null or p_lease not between interval '1 second' and interval '1 hour' then
        perform maitred_internal.refuse_argument('p_lease', p_lease::text, 'be between 1 second and 1 hour');
    end if;
end;
$function$;

comment on function maitred_internal.check_lease is 'Raises 22023 unless p_lease lies between 1 second and 1 hour.';
