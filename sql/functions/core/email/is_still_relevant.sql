create or replace function maitred_internal.is_still_relevant(
    p_email_id bigint,
    p_written_at timestamptz,
    out wanted text,
    out expires_at timestamptz
)
returns setof record
language plpgsql
stable
as $function$
-- Tells whether an email still fits the booking and the restaurant's settings, at the moment it would leave.
--
-- What has just been written is true, and what makes it untrue supersedes it in the same transaction; so this is asked
-- of reminders, and of what was claimed, dead or parked before (outbox_ready.returned).
--
-- Reads: outbox_contents, bookings, restaurants
#variable_conflict use_column
begin
    return query
    select
        case
            when c.expires_at <= clock_timestamp() then 'now'
            when c.kind in ('booking_confirmed', 'modification_confirmed') then case
                when b.status in ('pending', 'pending_allocation', 'no_show') then 'with a table'
                when b.status = 'cancelled' then 'never'
                else 'now'
            end
            when maitred_internal.queue_of(c.kind) = 'scheduled' then case
                when not case c.kind
                    when 'reminder_24h' then h.send_reminder_24h
                    when 'reminder_2h' then h.send_reminder_2h
                    else h.send_review_request
                end then 'never'
                when b.status = 'confirmed' then 'now'
                when b.status in ('seated', 'completed') and c.kind = 'review_request' then 'now'
                when b.status in ('pending', 'pending_allocation') then 'with a table'
                else 'never'
            end
            when c.kind = 'modification_pending' and exists (
                select
                from maitred_internal.answers_to(c.restaurant_id, c.booking_id) as a
                where a.email_id > c.email_id and a.state = 'told'
            ) then 'never'
            else 'now'
        end,
        c.expires_at
    from maitred_internal.outbox_contents as c
    left join maitred.bookings as b on c.restaurant_id = b.restaurant_id and c.booking_id = b.id
    left join maitred.restaurants as h on c.restaurant_id = h.id
    where c.email_id = p_email_id and c.written_at = p_written_at;
end;
$function$;

comment on function maitred_internal.is_still_relevant is
'When an email may be sent: now; with a table (a reminder or confirmation whose booking has none), then at most until expires_at; or never: reminders that the restaurant does not send, of cancelled or absent guests, confirmations of cancelled bookings, and modification_pending once the guest was told more. No row: its content is gone.';
