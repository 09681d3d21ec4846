create or replace function maitred_internal.park_confirmations(p_booking maitred.bookings)
returns void
language plpgsql
volatile
as $function$
-- Lets a confirmation that was not sent yet wait until its booking has a table again: nobody is told of one that is not
-- there, and a guest who was to be told is told of the next one. One in flight is sent, or comes back and is asked
-- about then (see is_still_relevant).
--
-- Locks:  outbox_ready (for update skip locked)
-- Writes: outbox_ready
begin
    with parked as (
        delete from maitred_internal.outbox_ready as r
        where r.ctid = any(array(
            select o.ctid
            from maitred_internal.outbox_ready as o
            inner join maitred_internal.outbox_keys as k on o.booking_id = k.booking_id and o.email_id = k.email_id
            where o.booking_id = p_booking.id
                and o.lane = 'prompt'
                and k.restaurant_id = p_booking.restaurant_id
                and k.kind in ('booking_confirmed', 'modification_confirmed')
            for update of o skip locked
        ))
        returning r.*
    )
    insert into maitred_internal.outbox_ready (
        lane, available_at, email_id, written_at, booking_id, attempts, first_sent_at, returned
    )
    select
        'parked', maitred_internal.ask_again_at('parked', p_booking.end_at + interval '1 day', clock_timestamp()),
        p.email_id, p.written_at, p.booking_id, p.attempts, p.first_sent_at, true
    from parked as p;
end;
$function$;

comment on function maitred_internal.park_confirmations is
'Makes the unsent confirmations of a booking without a table wait for one, at most until a day after its end.';
