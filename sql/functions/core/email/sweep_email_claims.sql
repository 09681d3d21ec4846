create or replace function maitred_internal.sweep_email_claims(p_now timestamptz)
returns void
language plpgsql
volatile
as $function$
-- Takes up to three expired leases from their workers: what has no recorded result is ready again, now.
--
-- Locks:  outbox_claims (for update skip locked: a worker that is just recording keeps its claim)
-- Writes: outbox_claims, outbox_leases, outbox_ready, outbox_attempts
declare
    v_claim maitred_internal.outbox_claims;
begin
    for v_claim in
        select c.*
        from maitred_internal.live_claims() as l (token)
        inner join maitred_internal.outbox_claims as c on l.token = c.claim_token
        where c.expires_at <= p_now
        order by c.claim_token
        limit 3
        for update of c skip locked
    loop
        perform maitred_internal.end_email_claim(v_claim, true, p_now);
    end loop;
end;
$function$;

comment on function maitred_internal.sweep_email_claims is
'Ends a few leases that are over; their emails without a result go back to the queue without losing an attempt.';
