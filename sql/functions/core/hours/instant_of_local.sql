create or replace function maitred_internal.instant_of_local(p_timezone text, p_local timestamp)
returns timestamptz
language plpgsql
stable
as $function$
-- The instant at which a wall clock in a zone shows a time, the first one where the clock is set back over it.
--
-- AT TIME ZONE gives the second pass of an ambiguous hour and shifts a missing one forward (PostgreSQL manual, 9.9.4).
-- The first pass is the same wall time under the offset that was in force a day earlier, where that is valid too.
declare
    v_last constant timestamptz := p_local at time zone p_timezone;
    v_day_before constant timestamptz := v_last - interval '24 hours';
    v_first constant timestamptz :=
        (p_local at time zone 'UTC') - ((v_day_before at time zone p_timezone) - (v_day_before at time zone 'UTC'));
begin
    if v_first < v_last and v_first at time zone p_timezone = p_local then
        return v_first;
    end if;
    return v_last;
end;
$function$;

comment on function maitred_internal.instant_of_local is
'First instant at which the clock of p_timezone shows p_local; a time that the clock skips is shifted forward.';
