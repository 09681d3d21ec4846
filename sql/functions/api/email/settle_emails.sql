create or replace function maitred.settle_emails(p_claim_token bigint, p_results jsonb)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $function$
-- Records what became of claimed emails, once each.
--
-- The token decides: when the lease is over or ended, nothing is recorded. The claim's row is the lock between a
-- worker that records and another that sweeps. Results of emails that are not of the claim, or have one, are left out.
--
-- Locks:  outbox_claims (for update)
-- Writes: outbox_attempts, outbox_claims, outbox_leases; through the functions called outbox_ready, outbox_dead,
--         observability_events
-- Raises: 22023
declare
    v_now timestamptz;
    v_claim maitred_internal.outbox_claims;
    v_done bigint [];
    v_settled maitred_internal.settled_email [];
begin
    perform maitred_internal.check_results(p_results);

    select c.* into v_claim
    from maitred_internal.outbox_claims as c
    where c.claim_token = p_claim_token
    for update;
    v_now := clock_timestamp();
    if not found or v_claim.expires_at <= v_now then
        return 0;
    end if;

    v_done := array(
        select a.email_id
        from maitred_internal.outbox_attempts as a
        where a.claim_token = p_claim_token and a.recorded_at between v_claim.claimed_at and v_now
    );
    v_settled := maitred_internal.read_results(v_claim, p_results, v_done, v_now);
    if v_settled = '{}' then
        return 0;
    end if;

    insert into maitred_internal.outbox_attempts (
        email_id, attempt, outcome, recorded_at, claim_token, error, message_id
    )
    select s.email_id, s.attempt, s.outcome, v_now, p_claim_token, s.error, s.message_id
    from unnest(v_settled) as s;
    if exists (select from unnest(v_settled) as s where s.outcome <> 'sent') then
        perform maitred_internal.requeue_or_bury_emails(v_settled, v_now);
    end if;
    perform maitred_internal.emit_sent(v_settled, v_now);
    if cardinality(v_settled) + cardinality(v_done) = cardinality(v_claim.email_ids) then
        delete from maitred_internal.outbox_claims as c where c.claim_token = p_claim_token;
        delete from maitred_internal.outbox_leases as l where l.claim_token = p_claim_token;
    end if;
    return cardinality(v_settled);
end;
$function$;

comment on function maitred.settle_emails is
'Records what became of the emails of a claim.

p_results: a list of {email_id, outcome, error, message_id}; outcome: sent, failed (tried again later, dead after 12),
    dead, uncertain (connection lost before the answer; tried again or parked by maitred.installation.email_policy) or
    released (was not tried; with an error: the transport stopped on it, which the third time makes it dead if others
    were sent since the first).
Returns: how many were taken; 0: the lease is over.
Errors: 22023 invalid_argument.';

grant execute on function maitred.settle_emails(bigint, jsonb) to maitred_worker;
