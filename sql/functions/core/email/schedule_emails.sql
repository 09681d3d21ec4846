create or replace function maitred_internal.schedule_emails(p_booking maitred.bookings)
returns void
language plpgsql
volatile
as $function$
-- Dates the reminders and the review request of a confirmed booking, as the restaurant has them.
--
-- Of each kind one per start and end: those of another were ended by the edit (take_back_emails), and their cycle is
-- the booking's version. A time that has passed already makes no email: the confirmation has just said it.
--
-- Writes: the outbox
declare
    v_now constant timestamptz := clock_timestamp();
    v_restaurant maitred.restaurants;
begin
    select h.* into v_restaurant
    from maitred.restaurants as h
    where h.id = p_booking.restaurant_id and (h.send_reminder_24h or h.send_reminder_2h or h.send_review_request);
    if not found or p_booking.status <> 'confirmed' or p_booking.source = 'walk_in' then
        return;
    end if;

    perform
        maitred_internal.queue_email(
            p_booking, s.kind, '{}', p_booking.version::text, s.send_after, s.expires_at
        )
    from (
        values
        (
            'reminder_24h', v_restaurant.send_reminder_24h,
            p_booking.start_at - interval '24 hours', p_booking.start_at - interval '3 hours'
        ),
        (
            'reminder_2h', v_restaurant.send_reminder_2h,
            p_booking.start_at - interval '2 hours', p_booking.start_at
        ),
        (
            'review_request', v_restaurant.send_review_request,
            p_booking.end_at + interval '18 hours', p_booking.end_at + interval '7 days'
        )
    ) as s (kind, wanted, send_after, expires_at)
    where s.wanted
        and s.send_after > v_now
        and not maitred_internal.has_reminder(p_booking, s.kind);
end;
$function$;

comment on function maitred_internal.schedule_emails is
'Writes reminder_24h, reminder_2h (before the start) and review_request (18 hours after the end) of a confirmed booking, where the restaurant sends them and has_reminder finds none. Not of a walk-in.';
