create or replace function maitred_internal.emails_in_flight(p_booking_ids uuid [] default null)
returns table (email_id bigint, booking_id uuid, attempt smallint, lease_ends_at timestamptz)
language plpgsql
stable
set enable_seqscan = off
set jit = off
as $function$
-- The emails in flight: in a live claim, without a result yet. STABLE: seen in the snapshot of the statement
-- that asks.
--
-- Reads: outbox_claims, outbox_attempts
#variable_conflict use_column
begin
    return query
    select b.email_id, b.booking_id, b.attempt, c.expires_at
    from maitred_internal.live_claims() as l (token)
    inner join maitred_internal.outbox_claims as c on l.token = c.claim_token
    cross join lateral unnest(c.email_ids, c.booking_ids, c.attempts) as b (email_id, booking_id, attempt)
    where (p_booking_ids is null or b.booking_id = any(p_booking_ids))
        and not exists (
            select from maitred_internal.outbox_attempts as a
            where a.claim_token = c.claim_token and a.email_id = b.email_id and a.recorded_at >= c.claimed_at
            offset 0
        );
end;
$function$;

comment on function maitred_internal.emails_in_flight is
'The emails that workers have and said nothing of yet, of p_booking_ids only if given, and when their leases end.';
