-- Refuses a start that is no instant.
--
-- Raises: 22023
create or replace function maitred_internal.check_instant(p_argument text, p_at timestamptz)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $function$
begin
    if p_at is null or not isfinite(p_at) then
        perform maitred_internal.refuse_argument(p_argument, p_at::text, 'be a date and time');
    end if;
end;
$function$;

comment on function maitred_internal.check_instant is 'Raises 22023 when p_at is null or infinite.';
