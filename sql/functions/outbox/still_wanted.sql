-- Tells whether a scheduled email still fits the booking and the house's settings, at the moment it would leave.
--
-- Reads: bookings, restaurants
create or replace function maitred_internal.still_wanted(p_kind text, p_restaurant_id uuid, p_booking_id uuid)
returns text
language plpgsql
stable
as $function$
begin
    return coalesce(
        (
            select
                case
                    when not case p_kind
                        when 'reminder_24h' then h.send_reminder_24h
                        when 'reminder_2h' then h.send_reminder_2h
                        else h.send_review_request
                    end then 'never'
                    when b.status = 'confirmed' or p_kind = 'review_request' and b.status in ('seated', 'completed')
                        then 'now'
                    when b.status in ('pending', 'pending_allocation') then 'with a table'
                end
            from maitred.bookings as b
            inner join maitred.restaurants as h on b.restaurant_id = h.id
            where b.restaurant_id = p_restaurant_id and b.id = p_booking_id
        ),
        'never'
    );
end;
$function$;

comment on function maitred_internal.still_wanted is
'When a reminder (confirmed bookings) or review request (not of cancelled or absent guests) may be sent: now, with a table (the booking waits for one), or never.';
