create or replace function maitred_internal.write_missing_email(p_booking maitred.bookings)
returns bigint
language plpgsql
volatile
as $function$
-- Writes the email that a locked booking's status requires and that its guest has not been told: there was no address,
-- or the row was lost.
--
-- A guest who heard last that an edit is being looked into is told how it ended, also of a silent change; one who heard
-- of another party or start is told of the present one.
--
-- Writes: the outbox
-- Reads:  outbox_contents
declare
    v_kinds constant text [] := maitred_internal.required_emails(p_booking);
    v_last record;
    v_awaits boolean;
    v_booking maitred.bookings := p_booking;
begin
    select
        a.kind,
        a.state = 'told' and (
            (c.payload ->> 'party_size')::int <> p_booking.party_size
            or (c.payload ->> 'start_at')::timestamptz <> p_booking.start_at
        ) as is_old
    into v_last
    from maitred_internal.answers_to(p_booking.restaurant_id, p_booking.id) as a
    left join maitred_internal.outbox_contents as c on a.email_id = c.email_id and a.written_at = c.written_at
    where a.state in ('told', 'open') and (p_booking.pending_ref is null or a.cycle = p_booking.pending_ref::text)
    order by a.email_id desc
    limit 1;
    v_awaits := found and v_last.kind = 'modification_pending' and p_booking.pending_ref is null;
    if v_kinds is null
        or not p_booking.notify and not v_awaits
        or v_last.kind = any(v_kinds) and not (v_last.is_old and p_booking.status = 'confirmed')
    then
        return null;
    end if;

    v_booking.notify := true;
    if p_booking.pending_ref is not null then
        return maitred_internal.queue_email(v_booking, v_kinds[1]);
    end if;
    -- Under its version: what was written before may have used up the cycle.
    return maitred_internal.queue_email(
        v_booking,
        case
            when p_booking.status = 'confirmed' and (v_awaits or v_last.is_old) then 'modification_confirmed'
            else v_kinds[1]
        end,
        p_cycle => p_booking.version::text
    );
end;
$function$;

comment on function maitred_internal.write_missing_email is
'Queues what required_emails asks for, unless the last email about the booking was that; returns the id of the email, null when there is none to write.';
