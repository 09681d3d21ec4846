create or replace function maitred_internal.earliest_start(p_source text, p_now timestamptz)
returns timestamptz
language plpgsql
immutable
as $function$
-- How early a booking of a source may start: guests and staff book the future, a walk-in sat down up to
-- 15 minutes ago, an import tells of any time (null).
begin
    return case p_source when 'import' then null when 'walk_in' then p_now - interval '15 minutes' else p_now end;
end;
$function$;

comment on function maitred_internal.earliest_start is
'The earliest start of a new booking or of a moved one by its source; null: any.';
