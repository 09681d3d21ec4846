-- Lets an email of the open cycle that was not sent say what the booking is now: an edit in a cycle writes no other.
--
-- With its content it gets another Message-ID, which is also what a provider knows it by: under one of them nobody is
-- given two texts. One in a worker's hand, or just being claimed, is left as it is.
--
-- Locks:  outbox_ready, outbox_dead (both for update skip locked)
-- Writes: outbox_contents
-- Reads:  outbox_keys
-- Calls:  email_facts
create or replace function maitred_internal.rewrite_email(p_booking maitred.bookings, p_kind text)
returns void
language plpgsql
volatile
as $function$
declare
    v_email maitred_internal.outbox_keys;
begin
    select k.* into v_email
    from maitred_internal.outbox_keys as k
    where k.restaurant_id = p_booking.restaurant_id
        and k.booking_id = p_booking.id
        and k.kind = p_kind
        and k.cycle = p_booking.pending_ref::text;

    perform
    from maitred_internal.outbox_ready as r
    where r.booking_id = p_booking.id and r.email_id = v_email.email_id
    for update skip locked;
    if not found then
        perform from maitred_internal.outbox_dead as d where d.email_id = v_email.email_id for update skip locked;
    end if;
    if not found then
        return;
    end if;

    update maitred_internal.outbox_contents as c
    set
        payload = c.payload || maitred_internal.email_facts(p_booking),
        locale = p_booking.locale,
        expires_at = p_booking.end_at + interval '1 day',
        message_id = format('<%s.%s@%s', c.email_id, gen_random_uuid(), split_part(c.message_id, '@', 2))
    where c.email_id = v_email.email_id and c.written_at = v_email.written_at;
end;
$function$;

comment on function maitred_internal.rewrite_email is
'Gives the unsent email of p_kind of the modification cycle that p_booking has open the booking''s present party, window and guest, and a new Message-ID.';
