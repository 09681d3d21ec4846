create or replace function maitred_internal.explain_emails(p_booking maitred.bookings)
returns jsonb
language sql
stable
as $function$
-- What was written to the guest (or about the booking to the restaurant), for explain_booking, and what became of it.
    select coalesce(jsonb_agg(jsonb_build_object(
        'email_id', k.email_id, 'kind', k.kind, 'cycle', k.cycle, 'written_at', k.written_at,
        'recipient', c.recipient, 'message_id', c.message_id,
        'state', case
            when d.email_id is not null then 'dead'
            when r.email_id is not null and r.available_at > k.written_at then 'scheduled'
            when r.email_id is not null then 'waiting'
            when k.email_id in (select f.email_id from maitred_internal.emails_in_flight(array[p_booking.id]) as f)
                then 'being sent'
            when o.last in ('sent', 'superseded', 'expired', 'suppressed') then o.last
            else 'lost'
        end,
        'available_at', r.available_at, 'error', d.error, 'attempts', o.attempts
    ) order by k.written_at, k.email_id), '[]')
    from maitred_internal.outbox_keys as k
    left join maitred_internal.outbox_contents as c on c.email_id = k.email_id and c.written_at = k.written_at
    left join maitred_internal.outbox_ready as r on r.booking_id = k.booking_id and r.email_id = k.email_id
    left join maitred_internal.outbox_dead as d on d.email_id = k.email_id
    cross join lateral (
        select
            (array_agg(a.outcome order by a.recorded_at desc))[1] as last,
            coalesce(jsonb_agg(jsonb_build_object(
                'attempt', a.attempt, 'outcome', a.outcome, 'at', a.recorded_at, 'error', a.error
            ) order by a.recorded_at), '[]') as attempts
        from maitred_internal.outbox_attempts as a
        where a.email_id = k.email_id and a.recorded_at >= k.written_at
    ) as o
    where k.restaurant_id = p_booking.restaurant_id and k.booking_id = p_booking.id
$function$;

comment on function maitred_internal.explain_emails is
'Emails of a booking with their attempts and state: waiting, scheduled, being sent, dead, how it ended, or lost (see the drift kind email_lost).';
