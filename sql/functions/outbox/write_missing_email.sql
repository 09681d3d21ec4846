-- Writes the email that a locked booking's status requires and that was never written: its guest had no address, or the
-- row was lost.
--
-- Writes: the outbox
-- Reads:  outbox_keys
-- Calls:  required_emails, queue_email
create or replace function maitred_internal.write_missing_email(p_booking maitred.bookings)
returns bigint
language plpgsql
volatile
as $function$
declare
    v_kinds constant text [] := maitred_internal.required_emails(p_booking);
begin
    if v_kinds is null or exists (
        select from maitred_internal.outbox_keys as k
        where k.restaurant_id = p_booking.restaurant_id
            and k.booking_id = p_booking.id
            and k.kind = any(v_kinds)
            and (p_booking.pending_ref is null or k.cycle = p_booking.pending_ref::text)
    ) then
        return null;
    end if;
    return maitred_internal.queue_email(p_booking, v_kinds[1]);
end;
$function$;

comment on function maitred_internal.write_missing_email is
'Queues what required_emails asks for, unless one of it was written; returns the id of the email, null when there is none to write.';
