create or replace function maitred_internal.ask_again_at(
    p_lane maitred_internal.email_queue,
    p_expires_at timestamptz,
    p_now timestamptz
)
returns timestamptz
language sql
immutable
as $function$
-- A call that gives an email its address, or its booking a table, while a claim parks it does not see the parked row:
-- soon after, and then every five minutes, a claim looks whether it still lacks one.
    select least(
        p_expires_at, p_now + case p_lane when 'parked' then interval '5 minutes' else interval '10 seconds' end
    )
$function$;

comment on function maitred_internal.ask_again_at is
'When an email that is parked at p_now, out of p_lane, is looked at again: after 10 seconds, or 5 minutes when it was parked already; at p_expires_at at the latest.';
