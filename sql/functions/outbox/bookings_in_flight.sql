-- Which of these bookings have an email in a worker's hand. STABLE: seen in the snapshot of the statement that asks.
--
-- Reads: outbox_claims, outbox_attempts
-- Calls: live_claims
create or replace function maitred_internal.bookings_in_flight(p_booking_ids uuid [])
returns setof uuid
language plpgsql
stable
set enable_seqscan = off
set jit = off
as $function$
begin
    return query
    select b.booking_id
    from maitred_internal.live_claims() as l (token)
    inner join maitred_internal.outbox_claims as c on l.token = c.claim_token
    cross join lateral unnest(c.email_ids, c.booking_ids) as b (email_id, booking_id)
    where b.booking_id = any(p_booking_ids)
        and not exists (
            select from maitred_internal.outbox_attempts as a
            where a.claim_token = c.claim_token and a.email_id = b.email_id and a.recorded_at >= c.claimed_at
            offset 0
        );
end;
$function$;

comment on function maitred_internal.bookings_in_flight is
'Those of p_booking_ids that have an email in a live claim without a result yet.';
