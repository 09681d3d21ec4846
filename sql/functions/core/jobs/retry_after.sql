create or replace function maitred_internal.retry_after(p_attempt int)
returns interval
language sql
volatile
as $function$
-- How long to wait after a failed attempt: 5, 15, 45 seconds, 5 minutes, each a fifth more or less; then no more.
    select (array['5 s', '15 s', '45 s', '5 min']::interval [])[p_attempt] * (0.8 + 0.4 * random())
$function$;

comment on function maitred_internal.retry_after is 'The pause after attempt number p_attempt, jittered; null: it was the last.';
