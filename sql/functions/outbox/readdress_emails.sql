-- Sends what was not sent about a booking to its present address, or nowhere when it has none.
--
-- Whatever of it is unsent, of any kind and cycle (see rewrite_email for what it says). One in a worker's hand goes to
-- the former address, and to this one if it is tried again; a dead one waits for a person all the same.
--
-- Writes: outbox_contents; through supersede_emails the rest of the outbox
-- Reads:  outbox_keys, outbox_ready, outbox_dead
-- Calls:  supersede_emails, emails_in_flight
create or replace function maitred_internal.readdress_emails(p_booking maitred.bookings)
returns void
language plpgsql
volatile
as $function$
begin
    if p_booking.guest_email is null then
        perform maitred_internal.supersede_emails(
            p_booking,
            array(
                select distinct k.kind::text
                from maitred_internal.outbox_keys as k
                where k.restaurant_id = p_booking.restaurant_id and k.booking_id = p_booking.id
                    and k.kind <> 'house_attention'
            ),
            ''
        );
        return;
    end if;

    update maitred_internal.outbox_contents as c
    set recipient = p_booking.guest_email
    from maitred_internal.outbox_keys as k
    where k.restaurant_id = p_booking.restaurant_id
        and k.booking_id = p_booking.id
        and k.kind <> 'house_attention'
        and c.email_id = k.email_id
        and c.written_at = k.written_at
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
end;
$function$;

comment on function maitred_internal.readdress_emails is
'Gives the unsent emails of a booking its present guest_email; ends them when that is null. Those to the house stay.';
