create or replace function maitred_internal.history_before(p_older_than interval)
returns timestamptz
language plpgsql
stable
as $function$
-- Until when rows are history. Months make sense here, and mean what the calendar says: so instants are compared, since
-- of two intervals with months the longer one may well be the shorter time. Each part is bounded first, so that the
-- subtraction cannot overflow.
--
-- Raises: 22023
declare
    v_now constant timestamptz := clock_timestamp();
begin
    if (
        abs(extract(year from p_older_than)) <= 1000
        and abs(extract(day from p_older_than)) <= 366000
        and abs(extract(hour from p_older_than)) <= 8784000
        and v_now - p_older_than between v_now - interval '1000 years' and v_now - interval '1 day'
    ) is not true then
        perform maitred_internal.refuse_argument(
            'p_older_than', p_older_than::text, 'be at least 1 day and at most 1000 years'
        );
    end if;
    return v_now - p_older_than;
end;
$function$;

comment on function maitred_internal.history_before is
'Now less p_older_than; 22023 unless that instant lies 1 day to 1000 years back.';
