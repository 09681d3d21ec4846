create or replace function maitred.pause_email_transport(p_transport text, p_for interval)
returns timestamptz
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Tells all workers that share a rate limit to leave a server alone for a while.
--
-- Writes: outbox_transports
-- Raises: 22023
declare
    v_seconds double precision;
    v_paused_until timestamptz;
begin
    if p_transport is null or length(p_transport) not between 1 and 300 then
        perform maitred_internal.refuse_argument('p_transport', p_transport, 'name the server in 1 to 300 characters');
    end if;
    v_seconds := maitred_internal.check_span('p_for', p_for, '0 seconds', '24 hours');

    insert into maitred_internal.outbox_transports as t (name, tokens, refilled_at, paused_until)
    values (p_transport, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => v_seconds))
    on conflict (name) do update set paused_until = greatest(t.paused_until, excluded.paused_until)
    returning t.paused_until into v_paused_until;
    return v_paused_until;
end;
$function$;

comment on function maitred.pause_email_transport is
'Lets take_email_token grant nothing for a transport for a while.

p_for: at most 1 day.
Returns: until when.
Errors: 22023 invalid_argument.';

grant execute on function maitred.pause_email_transport(text, interval) to maitred_worker;
