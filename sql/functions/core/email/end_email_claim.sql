create or replace function maitred_internal.end_email_claim(
    p_claim maitred_internal.outbox_claims,
    p_lapsed boolean,
    p_now timestamptz
)
returns int
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $function$
-- Ends a locked claim: what it holds without a recorded result goes back to the queue, the attempt not counted.
--
-- Writes: outbox_claims, outbox_leases, outbox_ready, outbox_attempts
declare
    v_count int;
begin
    with back as (
        select
            b.email_id, b.written_at, b.booking_id, b.attempt, b.kind,
            case when p_lapsed then coalesce(b.first_sent_at, p_claim.claimed_at) else b.first_sent_at end
                as first_sent_at
        from unnest(
            p_claim.email_ids, p_claim.written_ats, p_claim.booking_ids, p_claim.attempts, p_claim.kinds,
            p_claim.first_sent_ats
        ) as b (email_id, written_at, booking_id, attempt, kind, first_sent_at)
        where not exists (
            select from maitred_internal.outbox_attempts as a
            where a.claim_token = p_claim.claim_token and a.email_id = b.email_id
                and a.recorded_at >= p_claim.claimed_at
        )
    ),
    ready as (
        insert into maitred_internal.outbox_ready (
            lane, available_at, email_id, written_at, booking_id, attempts, first_sent_at, returned
        )
        select
            maitred_internal.queue_of(b.kind), p_now, b.email_id, b.written_at, b.booking_id, b.attempt - 1,
            b.first_sent_at, true
        from back as b
    ),
    logged as (
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        select b.email_id, b.attempt, 'lapsed', p_now, p_claim.claim_token
        from back as b
        where p_lapsed
    )
    select count(*)::int into v_count from back;

    delete from maitred_internal.outbox_claims as c where c.claim_token = p_claim.claim_token;
    delete from maitred_internal.outbox_leases as l where l.claim_token = p_claim.claim_token;
    return v_count;
end;
$function$;

comment on function maitred_internal.end_email_claim is
'Puts the unfinished emails of a locked claim back, logs them as lapsed if p_lapsed, and returns how many they were.';
