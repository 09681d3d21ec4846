create or replace function maitred_internal.refresh_emails(p_booking maitred.bookings)
returns void
language plpgsql
volatile
as $function$
-- Lets what was not sent about a booking say what the booking is now, and go to its present address, so that an email
-- carries the facts of the moment at which a worker claims it, also when it is tried again.
--
-- Whatever of it is unsent, of any kind and cycle; what an edit made untrue was superseded before. One in a worker's
-- hand is sent as it was claimed, and as it is now if it is tried again; a dead one needs review all the same.
-- Without an address it waits for one. Message-ID and Date stay: it is the same message.
--
-- Writes: outbox_contents, outbox_ready
-- Reads:  outbox_keys, outbox_dead
begin
    update maitred_internal.outbox_contents as c
    set
        payload = c.payload || maitred_internal.email_facts(p_booking),
        recipient = case when k.kind = 'house_attention' then c.recipient else p_booking.guest_email end,
        locale = case when k.kind = 'house_attention' then c.locale else p_booking.locale end,
        expires_at = case
            when maitred_internal.queue_of(k.kind) = 'prompt' then p_booking.end_at + interval '1 day' else c.expires_at
        end
    from maitred_internal.outbox_keys as k
    where k.restaurant_id = p_booking.restaurant_id
        and k.booking_id = p_booking.id
        and c.email_id = k.email_id
        and c.written_at = k.written_at
        and (c.payload ->> 'version')::int < p_booking.version
        and (
            exists (
                select from maitred_internal.outbox_ready as r
                where r.booking_id = k.booking_id and r.email_id = k.email_id
            )
            or exists (select from maitred_internal.outbox_dead as d where d.email_id = k.email_id)
            or k.email_id in (
                select f.email_id from maitred_internal.emails_in_flight(array[p_booking.id]) as f
            )
        );
    if p_booking.guest_email is not null then
        perform maitred_internal.unpark_emails(p_booking);
    end if;
end;
$function$;

comment on function maitred_internal.refresh_emails is
'Gives the unsent emails of a booking its present party, window, guest, language and address, wherever its version is newer. Those to the restaurant keep their address.';
