-- Tells whether an email of a lane still fits the booking and the house's settings, at the moment it would leave.
-- Answers (lane 0) do; what makes them untrue supersedes them.
--
-- Reads: outbox_contents, bookings, restaurants
create or replace function maitred_internal.still_wanted(
    p_lane int,
    p_email_id bigint,
    p_written_at timestamptz,
    out wanted text,
    out expires_at timestamptz
)
returns setof record
language plpgsql
stable
as $function$
#variable_conflict use_column
begin
    return query
    select
        case
            when p_lane <> 1 then 'now'
            when not case c.kind
                when 'reminder_24h' then h.send_reminder_24h
                when 'reminder_2h' then h.send_reminder_2h
                else h.send_review_request
            end then 'never'
            when b.status = 'confirmed' or c.kind = 'review_request' and b.status in ('seated', 'completed') then 'now'
            when b.status in ('pending', 'pending_allocation') then 'with a table'
            else 'never'
        end,
        c.expires_at
    from maitred_internal.outbox_contents as c
    left join maitred.bookings as b on c.restaurant_id = b.restaurant_id and c.booking_id = b.id
    left join maitred.restaurants as h on c.restaurant_id = h.id
    where c.email_id = p_email_id and c.written_at = p_written_at;
end;
$function$;

comment on function maitred_internal.still_wanted is
'When a reminder (confirmed bookings) or review request (not of cancelled or absent guests) may be sent: now, with a table (the booking waits for one), or never; and when it expires. No row: its content is gone.';
