-- Ends a locked claim: what it holds without a recorded result goes back to the queue, the attempt not counted.
--
-- Writes: outbox_claims, outbox_ready, outbox_attempts
create or replace function maitred_internal.end_email_claim(
    p_claim maitred_internal.outbox_claims,
    p_outcome text,
    p_now timestamptz
)
returns int
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $function$
declare
    v_count int;
begin
    with back as (
        select b.email_id, b.booking_id, b.attempt
        from unnest(p_claim.email_ids, p_claim.booking_ids, p_claim.attempts) as b (email_id, booking_id, attempt)
        where not exists (
            select from maitred_internal.outbox_attempts as a
            where a.claim_token = p_claim.claim_token and a.email_id = b.email_id
                and a.recorded_at >= p_claim.claimed_at
        )
    ),
    ready as (
        insert into maitred_internal.outbox_ready (lane, available_at, email_id, booking_id, attempts)
        select maitred_internal.email_lane(k.kind), p_now, b.email_id, b.booking_id, b.attempt - 1
        from back as b
        inner join maitred_internal.outbox_keys as k on b.email_id = k.email_id
    ),
    logged as (
        insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
        select b.email_id, b.attempt, p_outcome, p_now, p_claim.claim_token
        from back as b
        where p_outcome = 'lapsed'
    )
    select count(*)::int into v_count from back;

    delete from maitred_internal.outbox_claims as c where c.claim_token = p_claim.claim_token;
    return v_count;
end;
$function$;

comment on function maitred_internal.end_email_claim is
'Puts the unfinished emails of a locked claim back, logs them if p_outcome is lapsed (released says nothing of an email) and returns how many they were.';
