create or replace function maitred_internal.take_back_emails(
    p_booking maitred.bookings,
    p_old maitred.bookings,
    p_current_cycle text default null
)
returns void
language plpgsql
volatile
as $function$
-- Ends what is unsent about a locked booking and not true any more after an edit.
--
-- An edit that is announced replaces all that was said before. One that is not leaves what was still to be said: it
-- follows the booking (see refresh_emails), and a confirmation waits for the next table. Reminders go only when the
-- booking has another start or end: one that is due waits for the table, too.
--
-- Writes: the outbox
begin
    perform maitred_internal.supersede_emails(
        p_booking,
        array['modification_pending', 'house_attention']
        || case
            when p_booking.notify
                then array[
                    'booking_requested', 'booking_confirmed', 'modification_confirmed', 'booking_cancelled',
                    'booking_declined'
                ]
            else '{}'
        end
        || case when p_booking.start_at <> p_old.start_at then array['reminder_24h', 'reminder_2h'] else '{}' end
        || case when p_booking.end_at <> p_old.end_at then array['review_request'] else '{}' end,
        p_current_cycle
    );
    if not p_booking.notify and p_booking.status <> 'confirmed' then
        perform maitred_internal.park_confirmations(p_booking);
    end if;
end;
$function$;

comment on function maitred_internal.take_back_emails is
'Supersedes the unsent emails of an edited booking, except those of p_current_cycle (null: of its open cycle); after a silent edit confirmations and requests stay, and confirmations wait for a table. Reminders go when the start is not that of p_old, review requests when the end is not.';
