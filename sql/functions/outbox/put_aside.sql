-- Finishes picked emails that are not to be sent any more, and moves back those whose turn has not come.
--
-- Writes: outbox_ready, outbox_attempts
create or replace function maitred_internal.put_aside(
    p_picked maitred_internal.picked_email [],
    p_token bigint,
    p_now timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
begin
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
    select p.email_id, p.attempts, p.verdict, p_now, p_token
    from unnest(p_picked) as p
    where p.verdict in ('superseded', 'expired');

    insert into maitred_internal.outbox_ready (lane, available_at, email_id, booking_id, attempts)
    select p.lane, p.later_at, p.email_id, p.booking_id, p.attempts
    from unnest(p_picked) as p
    where p.verdict = 'later';
end;
$function$;

comment on function maitred_internal.put_aside is
'Logs superseded and expired emails under p_token; puts those with the verdict later back at later_at.';
