create or replace function maitred_internal.has_reminder(p_booking maitred.bookings, p_kind text)
returns boolean
language plpgsql
stable
as $function$
-- Whether a reminder of this start, or a review request of this end, was written, and not taken back.
--
-- Reads: outbox_keys, outbox_contents, outbox_attempts, outbox_superseded
begin
    return exists (
        select
        from maitred_internal.outbox_keys as k
        inner join maitred_internal.outbox_contents as c on k.email_id = c.email_id and k.written_at = c.written_at
        where k.restaurant_id = p_booking.restaurant_id
            and k.booking_id = p_booking.id
            and k.kind = p_kind::maitred_internal.email_kind
            and case p_kind
                when 'review_request' then (c.payload ->> 'end_at')::timestamptz = p_booking.end_at
                else (c.payload ->> 'start_at')::timestamptz = p_booking.start_at
            end
            and not exists (select from maitred_internal.outbox_superseded as s where s.email_id = k.email_id)
            and not exists (
                select from maitred_internal.outbox_attempts as a
                where a.email_id = k.email_id and a.recorded_at >= k.written_at and a.outcome = 'superseded'
            )
    );
end;
$function$;

comment on function maitred_internal.has_reminder is
'True when a reminder (p_kind) for the booking''s start, or a review request for its end, exists, whatever became of it, except one that was superseded.';
