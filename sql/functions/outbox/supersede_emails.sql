-- Takes back what has not been sent about a booking, since it is not true any more.
--
-- The keys are marked; an email in a worker's hand, or just being claimed, is sent all the same unless it fails, and
-- then not tried again. Waits for no worker.
--
-- Writes: outbox_keys, outbox_ready, outbox_attempts
create or replace function maitred_internal.supersede_emails(
    p_booking maitred.bookings,
    p_kinds text [] default null,
    p_current_cycle text default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $function$
begin
    with marked as (
        update maitred_internal.outbox_keys as k
        set expires_at = '-infinity'
        where k.restaurant_id = p_booking.restaurant_id
            and k.booking_id = p_booking.id
            and k.cycle is distinct from coalesce(p_current_cycle, p_booking.pending_ref::text)
            and k.kind = any(coalesce(p_kinds, array[k.kind]))
            and k.expires_at > '-infinity'
        returning k.email_id
    ),
    gone as (
        delete from maitred_internal.outbox_ready as r
        where r.ctid = any(array(
            select o.ctid
            from maitred_internal.outbox_ready as o
            where o.booking_id = p_booking.id and o.email_id in (select m.email_id from marked as m)
            for update skip locked
        ))
        returning r.email_id, r.attempts
    )
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
    select g.email_id, g.attempts, 'superseded', clock_timestamp(), nextval('maitred_internal.outbox_claim_tokens')
    from gone as g;
end;
$function$;

comment on function maitred_internal.supersede_emails is
'Ends the unsent emails of a booking, of p_kinds only if given. Those of p_current_cycle stay (null: of the modification cycle that p_booking has open, if any).';
