create or replace function maitred_internal.check_instant(p_argument text, p_at timestamptz)
returns void
language plpgsql
immutable
as $function$
-- Refuses a time that is no instant, or so far away that adding a stay or a day to it would overflow.
--
-- Raises: 22023
begin
    if p_at is null or p_at not between '0001-01-02 00:00+00' and '9999-12-31 00:00+00' then
        perform maitred_internal.refuse_argument(
            p_argument, p_at::text, 'be a date and time between the years 1 and 9999'
        );
    end if;
end;
$function$;

comment on function maitred_internal.check_instant is 'Raises 22023 when p_at is null, infinite, or not between the years 1 and 9999.';
