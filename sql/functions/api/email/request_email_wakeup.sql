create or replace function maitred.request_email_wakeup(p_for interval default '3 seconds')
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Says that a worker sleeps on maitred_emails for the next p_for.
--
-- A sequence is the flag: producers read it without a lock, and setval blocks nobody. Nobody disarms it, it lapses.
--
-- Writes: email_wakeup_until
-- Raises: 22023
begin
    perform maitred_internal.check_span('p_for', p_for, '0 seconds', '1 minute');

    perform setval(
        'maitred_internal.email_wakeup_until',
        greatest(
            (extract(epoch from clock_timestamp() + p_for) * 1000)::bigint,
            (select d.last_value from maitred_internal.email_wakeup_until as d)
        )
    );
end;
$function$;

comment on function maitred.request_email_wakeup is
'Call it before sleeping on LISTEN maitred_emails: for p_for (at most 1 minute) commits that write an email notify. Look for due emails once more after it, and every second.';

grant execute on function maitred.request_email_wakeup(interval) to maitred_worker;
