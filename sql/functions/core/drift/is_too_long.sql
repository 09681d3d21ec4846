create or replace function maitred_internal.is_too_long(
    p_during tstzrange,
    p_start_at timestamptz,
    p_end_at timestamptz
)
returns boolean
language sql
stable
as $function$
-- Whether time that is taken reaches so far beyond the window it is taken for that no history explains it: no buffer is
-- longer than four hours, whatever it was when the time was taken, and nobody comes a day early.
    select upper(p_during) > p_end_at + interval '4 hours' or lower(p_during) < p_start_at - interval '24 hours'
$function$;

comment on function maitred_internal.is_too_long is
'True when p_during ends more than 4 hours after p_end_at, or begins more than 24 hours before p_start_at.';
