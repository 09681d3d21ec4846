-- Until when rows are history.
--
-- Raises: 22023
create or replace function maitred_internal.history_before(p_older_than interval)
returns timestamptz
language plpgsql
stable
as $function$
begin
    if p_older_than is null or p_older_than not between interval '1 day' and interval '1000 years' then
        perform maitred_internal.refuse_argument(
            'p_older_than', p_older_than::text, 'be at least 1 day and at most 1000 years'
        );
    end if;
    return clock_timestamp() - p_older_than;
end;
$function$;

comment on function maitred_internal.history_before is
'Now less p_older_than; 22023 unless that is 1 day to 1000 years.';
