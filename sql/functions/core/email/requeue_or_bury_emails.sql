create or replace function maitred_internal.requeue_or_bury_emails(
    p_settled maitred_internal.settled_email [],
    p_now timestamptz
)
returns void
language plpgsql
volatile
as $function$
-- Puts those that were not sent back into the queue, or among the dead, and tells of it.
--
-- Writes: outbox_ready, outbox_dead, observability_events
begin
    insert into maitred_internal.outbox_ready (
        lane, available_at, email_id, written_at, booking_id, attempts, first_sent_at, returned
    )
    select
        maitred_internal.queue_of(s.kind),
        case
            when s.outcome = 'released' and s.error is null then p_now
            else maitred_internal.retry_at(s.attempt, p_now)
        end,
        s.email_id, s.written_at, s.booking_id,
        case when s.outcome = 'released' then s.attempt - 1 else s.attempt end, s.first_sent_at, true
    from unnest(p_settled) as s
    where s.outcome <> 'sent' and s.death_reason is null;

    insert into maitred_internal.outbox_dead (email_id, attempts, reason, error, died_at, first_sent_at)
    select s.email_id, s.attempt, s.death_reason, s.error, p_now, s.first_sent_at
    from unnest(p_settled) as s
    where s.death_reason is not null;

    insert into maitred.observability_events (restaurant_id, booking_id, name, payload, occurred_at)
    select
        s.restaurant_id, s.booking_id, case when s.death_reason is null then 'email.failed' else 'email.dead' end,
        jsonb_strip_nulls(jsonb_build_object(
            'email_id', s.email_id, 'kind', s.kind, 'attempt', s.attempt, 'error', s.error, 'reason', s.death_reason
        )),
        p_now
    from unnest(p_settled) as s
    where s.outcome not in ('sent', 'released') or s.death_reason is not null;
end;
$function$;

comment on function maitred_internal.requeue_or_bury_emails is
'Makes emails ready again at their time (released: now, or a little later when the transport stopped on it), or dead; writes one email.failed or email.dead each.';
