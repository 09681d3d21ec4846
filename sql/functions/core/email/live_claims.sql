create or replace function maitred_internal.live_claims()
returns setof bigint
language plpgsql
stable
set enable_seqscan = on
rows 10
as $function$
-- The tokens of all claims. By sequential scan, which its callers switch off for themselves: behind an old transaction,
-- dead rows are passed over fastest in their own order.
--
-- Reads: outbox_leases
begin
    return query select l.claim_token from maitred_internal.outbox_leases as l;
end;
$function$;

comment on function maitred_internal.live_claims is
'The tokens of all claims; join outbox_claims to them, and never read that from end to end.';
