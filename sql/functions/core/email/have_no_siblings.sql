create or replace function maitred_internal.have_no_siblings(p_batch maitred_internal.email_batch)
returns boolean
language plpgsql
stable
set plan_cache_mode = force_generic_plan
as $function$
-- Tells whether locked emails may all be sent now, without a closer look: of as many bookings as emails, none of which
-- has another one waiting or in flight, and none of them scheduled, superseded or returned. One snapshot.
--
-- Reads: outbox_ready, outbox_claims, outbox_superseded
begin
    return coalesce((
            select
                count(*) = cardinality(p_batch.email_ids) and count(distinct r.booking_id) = count(*)
                and bool_and(r.lane = 'prompt' and not r.returned)
            from maitred_internal.outbox_ready as r
            where r.booking_id = any(p_batch.booking_ids)
        )
        and not exists (
            select
            from maitred_internal.live_claims() as l (token)
            inner join maitred_internal.outbox_claims as c on l.token = c.claim_token
            where c.booking_ids && p_batch.booking_ids
        )
        and not (
            exists (select from maitred_internal.outbox_superseded)
            and exists (
                select from maitred_internal.outbox_superseded as s where s.email_id = any(p_batch.email_ids)
            )
        ), false);
end;
$function$;

comment on function maitred_internal.have_no_siblings is
'True when each email of a batch is the only unfinished one of its booking, and none is scheduled, superseded or returned.';
