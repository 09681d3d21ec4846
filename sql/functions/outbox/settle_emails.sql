-- Records what became of claimed emails, once each.
--
-- The token is a fence: when the lease is over or ended, nothing is recorded. The claim's row is the lock between a
-- worker that records and another that sweeps. Results of emails that are not of the claim, or have one, are left out.
--
-- Locks:  outbox_claims (for update)
-- Writes: outbox_attempts, outbox_claims; through the functions called outbox_ready, outbox_dead, observability_events
-- Calls:  check_results, dead_because, settle_unsent, tell_of_sent
-- Raises: 22023
create or replace function maitred.settle_emails(p_claim_token bigint, p_results jsonb)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $function$
declare
    v_now timestamptz;
    v_claim maitred_internal.outbox_claims;
    v_sent bigint [];
    v_unsent maitred_internal.settled_email [];
    v_count int;
    v_done int;
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

    with done as materialized (
        select a.email_id
        from maitred_internal.outbox_attempts as a
        where a.claim_token = p_claim_token and a.recorded_at between v_claim.claimed_at and v_now
    ),
    judged as materialized (
        select
            m.*, s.outcome, left(s.error, 2000) as error, left(s.message_id, 1000) as message_id,
            case
                when s.outcome <> 'sent' then maitred_internal.dead_because(s.outcome, m.email_id, m.attempt, v_now)
            end as dead_because
        from unnest(
            v_claim.email_ids, v_claim.written_ats, v_claim.restaurant_ids, v_claim.booking_ids, v_claim.kinds, v_claim.attempts
        ) as m (email_id, written_at, restaurant_id, booking_id, kind, attempt)
        inner join (
            select distinct on (r.email_id) r.*
            from jsonb_to_recordset(p_results) as r (email_id bigint, outcome text, error text, message_id text)
        ) as s on m.email_id = s.email_id
        where m.email_id not in (select d.email_id from done as d)
    ),
    logged as (
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token, error, message_id)
        select j.email_id, j.attempt, j.outcome, v_now, p_claim_token, j.error, j.message_id
        from judged as j
    )
    select
        count(*)::int, (select count(*)::int from done),
        array_agg(j.email_id) filter (where j.outcome = 'sent'),
        array_agg(row(j.*)::maitred_internal.settled_email) filter (where j.outcome <> 'sent')
    into v_count, v_done, v_sent, v_unsent
    from judged as j;

    if v_unsent is not null then
        perform maitred_internal.settle_unsent(v_unsent, v_now);
    end if;
    perform maitred_internal.tell_of_sent(v_claim, v_sent, v_now);
    if v_count + v_done = cardinality(v_claim.email_ids) then
        delete from maitred_internal.outbox_claims as c where c.claim_token = p_claim_token;
    end if;
    return v_count;
end;
$function$;

comment on function maitred.settle_emails is
'Records results of a claim and returns how many were taken; 0: the lease is over. p_results: a list of {email_id, outcome, error, message_id}; outcome: sent, failed (tried again later, dead after 12), dead, uncertain (connection lost before the answer; tried again or parked by maitred.installation.email_policy) or released (was not tried).';

grant execute on function maitred.settle_emails(bigint, jsonb) to maitred_worker;
