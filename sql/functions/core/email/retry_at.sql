create or replace function maitred_internal.retry_at(p_attempt int, p_now timestamptz)
returns timestamptz
language sql
volatile
as $function$
-- When an email is tried again after its p_attempt-th attempt: twice as late each time, at most an hour, and spread.
    select p_now + least(interval '1 hour', interval '10 seconds' * power(2, p_attempt - 1)) * (0.5 + random() / 2)
$function$;

comment on function maitred_internal.retry_at is
'p_now + least(1 hour, 10 s x 2^(p_attempt - 1)) x a random factor between 0.5 and 1.';
