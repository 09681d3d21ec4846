-- Records what became of claimed emails, once each.
--
-- The token is a fence: when the lease is over or ended, nothing is recorded. The claim's row is the lock between a
-- worker that records and another that sweeps.
--
-- Locks:  outbox_claims (for update)
-- Writes: outbox_attempts, outbox_ready, outbox_dead, outbox_claims, observability_events
-- Calls:  judge_results, tell_of_emails
-- Raises: 22023
create or replace function maitred.settle_emails(p_claim_token bigint, p_results jsonb)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $function$
declare
    v_now timestamptz;
    v_claim maitred_internal.outbox_claims;
    v_settled maitred_internal.settled_email [];
    v_count int;
begin
    if jsonb_typeof(p_results) is distinct from 'array' then
        perform maitred_internal.refuse_argument(
            'p_results', p_results::text, 'be a list like [{"email_id": 1, "outcome": "sent"}]'
        );
    end if;

    select c.* into v_claim
    from maitred_internal.outbox_claims as c
    where c.claim_token = p_claim_token
    for update;
    v_now := clock_timestamp();
    if not found or v_claim.expires_at <= v_now then
        return 0;
    end if;

    v_settled := maitred_internal.judge_results(v_claim, p_results, v_now);
    v_count := coalesce(cardinality(v_settled), 0);
    if v_count = 0 then
        return 0;
    end if;

    insert into maitred_internal.outbox_attempts (
        email_id, attempt, outcome, recorded_at, claim_token, error, message_id
    )
    select s.email_id, s.attempt, s.outcome, v_now, p_claim_token, s.error, s.message_id
    from unnest(v_settled) as s;
    insert into maitred_internal.outbox_ready (lane, available_at, email_id, booking_id, attempts)
    select maitred_internal.email_lane(s.kind), s.again_at, s.email_id, s.booking_id, s.attempts_used
    from unnest(v_settled) as s
    where s.again_at is not null;
    insert into maitred_internal.outbox_dead (email_id, attempts, reason, error, died_at)
    select s.email_id, s.attempts_used, s.dead_because, s.error, v_now
    from unnest(v_settled) as s
    where s.dead_because is not null;
    perform maitred_internal.tell_of_emails(v_settled, v_now);

    if v_count = cardinality(v_claim.email_ids) or not exists (
        select from unnest(v_claim.email_ids) as i (email_id)
        where not exists (
            select from maitred_internal.outbox_attempts as a
            where a.claim_token = p_claim_token and a.email_id = i.email_id and a.recorded_at >= v_claim.claimed_at
        )
    ) then
        delete from maitred_internal.outbox_claims as c where c.claim_token = p_claim_token;
    end if;
    return v_count;
end;
$function$;

comment on function maitred.settle_emails is
'Records results of a claim and returns how many were taken; 0: the lease is over. p_results: a list of {email_id, outcome, error, message_id}; outcome: sent, failed (tried again later, dead after 12), dead, uncertain (connection lost before the answer; tried again or parked by maitred.installation.email_policy) or released (was not tried).';

grant execute on function maitred.settle_emails(bigint, jsonb) to maitred_worker;
