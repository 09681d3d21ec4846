create or replace function maitred_internal.supersede_emails(
    p_booking maitred.bookings,
    p_kinds text [] default null,
    p_current_cycle text default null
)
returns void
language plpgsql
volatile
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $function$
-- Takes back what has not been sent about a booking, since it is not true any more.
--
-- An email in flight, or just being claimed or brought back from the dead, is sent all the same unless it fails; it
-- is marked, so that it is not tried again (see clear_superseded_marks). In one snapshot per email is in one place
-- only. Waits for no worker: what is locked is passed over, and a mark that is seen is not written again, as somebody
-- may just be deleting it, which means that the email is finished.
--
-- Locks:  outbox_ready, outbox_dead (both for update skip locked)
-- Writes: outbox_ready, outbox_dead, outbox_superseded, outbox_attempts
begin
    with old as materialized (
        select k.email_id
        from maitred_internal.outbox_keys as k
        where k.restaurant_id = p_booking.restaurant_id
            and k.booking_id = p_booking.id
            and k.cycle is distinct from coalesce(p_current_cycle, p_booking.pending_ref::text)
            and k.kind = any(coalesce(p_kinds, array[k.kind]))
    ),
    waiting as materialized (
        select r.email_id, r.ctid as place
        from maitred_internal.outbox_ready as r
        where r.booking_id = p_booking.id and r.email_id in (select o.email_id from old as o)
    ),
    ready as (
        delete from maitred_internal.outbox_ready as r
        where r.ctid = any(array(
            select o.ctid
            from maitred_internal.outbox_ready as o
            where o.ctid = any(array(select w.place from waiting as w))
            for update skip locked
        ))
        returning r.email_id, r.attempts
    ),
    dead as (
        delete from maitred_internal.outbox_dead as d
        where d.ctid = any(array(
            select o.ctid
            from maitred_internal.outbox_dead as o
            where o.email_id = any(array(select x.email_id from old as x))
            for update skip locked
        ))
        returning d.email_id, d.attempts
    ),
    gone as materialized (
        select r.* from ready as r
        union all
        select d.* from dead as d
    ),
    marked as (
        insert into maitred_internal.outbox_superseded (email_id, booking_id)
        select o.email_id, p_booking.id
        from old as o
        where o.email_id not in (select g.email_id from gone as g)
            and not exists (select from maitred_internal.outbox_superseded as s where s.email_id = o.email_id)
            and (
                o.email_id in (select w.email_id from waiting as w)
                or exists (select from maitred_internal.outbox_dead as d where d.email_id = o.email_id)
                or o.email_id in (
                    select f.email_id from maitred_internal.emails_in_flight(array[p_booking.id]) as f
                )
            )
        on conflict do nothing
    )
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
    select g.email_id, g.attempts, 'superseded', clock_timestamp(), nextval('maitred_internal.outbox_claim_tokens')
    from gone as g;
end;
$function$;

comment on function maitred_internal.supersede_emails is
'Ends the unsent emails of a booking, of p_kinds only if given. Those of p_current_cycle stay (null: of the modification cycle that p_booking has open, if any; empty: none).';
