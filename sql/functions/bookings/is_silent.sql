-- Whether an email about a change is not to be written because the change is not to be announced. Whoever was told that
-- a change is being looked into hears how it ended all the same.
--
-- Reads: outbox_keys
create or replace function maitred_internal.is_silent(p_booking maitred.bookings, p_kind text)
returns boolean
language plpgsql
stable
as $function$
begin
    return not p_booking.notify
        and p_kind not in ('reminder_24h', 'reminder_2h', 'review_request', 'house_attention')
        and not exists (
            select from maitred_internal.outbox_keys as k
            where k.restaurant_id = p_booking.restaurant_id
                and k.booking_id = p_booking.id
                and k.kind = 'modification_pending'
                and k.cycle = p_booking.pending_ref::text
        );
end;
$function$;

comment on function maitred_internal.is_silent is
'True when p_booking.notify is false and p_kind would announce a change, but for what closes a cycle whose modification_pending was written.';
