create or replace function maitred_internal.unpark_emails(p_booking maitred.bookings)
returns void
language plpgsql
volatile
as $function$
-- Queues again, now, what waited for an address or a table of a booking. A claim asks again whether it may be sent.
--
-- Locks:  outbox_ready (for update skip locked: what a worker just finds expired is over)
-- Writes: outbox_ready
begin
    with parked as (
        delete from maitred_internal.outbox_ready as r
        where r.ctid = any(array(
            select o.ctid
            from maitred_internal.outbox_ready as o
            where o.booking_id = p_booking.id and o.lane = 'parked'
            for update skip locked
        ))
        returning r.*
    )
    insert into maitred_internal.outbox_ready (
        lane, available_at, email_id, written_at, booking_id, attempts, first_sent_at, returned
    )
    select
        maitred_internal.queue_of(k.kind), clock_timestamp(), p.email_id, p.written_at, p.booking_id, p.attempts,
        p.first_sent_at, true
    from parked as p
    inner join maitred_internal.outbox_keys as k
        on k.restaurant_id = p_booking.restaurant_id and p.booking_id = k.booking_id and p.email_id = k.email_id;
end;
$function$;

comment on function maitred_internal.unpark_emails is
'Makes the parked emails of a booking due again, in the queue of their kind.';
