create or replace function maitred.release_email_claim(p_claim_token bigint)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $function$
-- Gives back what a claim still holds: to be sent immediately, by anybody, the attempt not counted.
--
-- Locks:  outbox_claims (for update)
-- Writes: outbox_claims, outbox_leases, outbox_ready
declare
    v_now timestamptz;
    v_claim maitred_internal.outbox_claims;
begin
    select c.* into v_claim
    from maitred_internal.outbox_claims as c
    where c.claim_token = p_claim_token
    for update;
    v_now := clock_timestamp();
    if not found or v_claim.expires_at <= v_now then
        return 0;
    end if;
    return maitred_internal.end_email_claim(v_claim, false, v_now);
end;
$function$;

comment on function maitred.release_email_claim is
'Ends a claim: its emails that have no result are ready again.

Returns: how many; 0 also when the lease is over.';

grant execute on function maitred.release_email_claim(bigint) to maitred_worker;
