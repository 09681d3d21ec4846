-- Refuses a time to live that no hold may have. Null is the house's own.
--
-- Raises: 22023
create or replace function maitred_internal.check_ttl(p_ttl interval)
returns void
language plpgsql
immutable
as $function$
begin
    if p_ttl <= interval '0' or p_ttl > interval '600 seconds' then
        perform maitred_internal.refuse_argument(
            'p_ttl', p_ttl::text, 'be more than 0 and at most 600 seconds, or null for the hold time of the house'
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_ttl is 'Raises 22023 unless p_ttl is null or more than 0 and at most 600 seconds.';
