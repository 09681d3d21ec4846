-- Tells whether a scheduled email still fits the booking and the house's settings, at the moment it would leave.
--
-- Reads: bookings, restaurants
create or replace function maitred_internal.still_wanted(p_kind text, p_restaurant_id uuid, p_booking_id uuid)
returns boolean
language plpgsql
stable
as $function$
begin
    return exists (
        select
        from maitred.bookings as b
        inner join maitred.restaurants as h on b.restaurant_id = h.id
        where b.restaurant_id = p_restaurant_id
            and b.id = p_booking_id
            and case p_kind
                when 'reminder_24h' then h.send_reminder_24h and b.status = 'confirmed'
                when 'reminder_2h' then h.send_reminder_2h and b.status = 'confirmed'
                when 'review_request' then h.send_review_request and b.status in ('confirmed', 'seated', 'completed')
            end
    );
end;
$function$;

comment on function maitred_internal.still_wanted is
'Whether a reminder (confirmed bookings) or review request (not of cancelled, pending or absent guests) may be sent now.';
