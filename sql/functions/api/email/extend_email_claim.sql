create or replace function maitred.extend_email_claim(p_claim_token bigint, p_lease interval default '60 seconds')
returns timestamptz
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
as $function$
-- Keeps a claim for another p_lease from now.
--
-- Locks:  outbox_claims (for update)
-- Writes: outbox_claims
-- Raises: 22023
declare
    v_now timestamptz;
    v_expires_at timestamptz;
begin
    perform maitred_internal.check_span('p_lease', p_lease, '1 second', '1 hour');

    perform from maitred_internal.outbox_claims as c where c.claim_token = p_claim_token for update;
    v_now := clock_timestamp();

    update maitred_internal.outbox_claims as c
    set expires_at = greatest(c.expires_at, v_now + p_lease)
    where c.claim_token = p_claim_token and c.expires_at > v_now
    returning c.expires_at into v_expires_at;
    return v_expires_at;
end;
$function$;

comment on function maitred.extend_email_claim is
'Keeps a claim for p_lease from now.

p_lease: 1 second to 1 hour.
Returns: when it ends; null: too late, its emails are, or will be, somebody else''s.
Errors: 22023 invalid_argument.';

grant execute on function maitred.extend_email_claim(bigint, interval) to maitred_worker;
