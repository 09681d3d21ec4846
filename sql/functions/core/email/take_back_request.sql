create or replace function maitred_internal.take_back_request(p_booking maitred.bookings)
returns void
language plpgsql
volatile
as $function$
-- Ends the email that says that a table is being looked for, when there is one: an ordinary booking gets one email.
--
-- Mostly it is still waiting, and one row is deleted. Else supersede_emails looks where it is.
--
-- Locks:  outbox_ready (for update skip locked)
-- Writes: outbox_ready, outbox_attempts; through supersede_emails the rest of the outbox
declare
    v_email_id bigint;
    v_attempts smallint;
begin
    select k.email_id into v_email_id
    from maitred_internal.outbox_keys as k
    where k.restaurant_id = p_booking.restaurant_id
        and k.booking_id = p_booking.id
        and k.kind = 'booking_requested'
    order by k.email_id desc
    limit 1;
    if not found then
        return;
    end if;

    delete from maitred_internal.outbox_ready as r
    where r.ctid = (
        select o.ctid
        from maitred_internal.outbox_ready as o
        where o.booking_id = p_booking.id and o.email_id = v_email_id
        for update skip locked
    )
    returning r.attempts into v_attempts;
    if not found then
        perform maitred_internal.supersede_emails(p_booking, array['booking_requested'], '');
        return;
    end if;
    insert into maitred_internal.outbox_attempts (email_id, attempt, outcome, recorded_at, claim_token)
    values (
        v_email_id, v_attempts, 'superseded', clock_timestamp(), nextval('maitred_internal.outbox_claim_tokens')
    );
end;
$function$;

comment on function maitred_internal.take_back_request is
'Supersedes booking_requested of a booking that is confirmed, unless it was sent.';
