create or replace function maitred_internal.emit_confirmation(
    p_before maitred.bookings,
    p_after maitred.bookings,
    p_email_mode text
)
returns void
language plpgsql
volatile
as $function$
-- Tells guest and dashboards that a booking was confirmed. The email belongs to the cycle that the confirmation closed.
-- A booking that lost its tables and got others outside of any cycle has nothing new to tell: what was confirmed before
-- was sent, or waited for a table and leaves now.
--
-- Writes: the outbox, observability_events
declare
    v_modified constant boolean := p_before.pending_ref is not null;
    v_before maitred.bookings := p_before;
    -- Staff want the guest to hear it again (see mark_no_show).
    v_again constant boolean := p_before.status = 'no_show' and p_before.email_cycle > 0;
    v_told boolean;
begin
    if v_modified then
        perform maitred_internal.emit_event(
            p_after.restaurant_id, p_after.id, 'booking.modification.confirmed',
            jsonb_build_object('pending_ref', p_before.pending_ref)
        );
    end if;

    if p_before.status = 'pending_allocation' then
        perform maitred_internal.supersede_emails(p_after, array['house_attention'], '');
    end if;
    if p_after.guest_email is not null and (v_modified or p_before.confirmed_at is not null) then
        perform maitred_internal.unpark_emails(p_after);
    end if;
    v_told := not v_modified and p_before.confirmed_at is not null and not v_again and exists (
        select from maitred_internal.outbox_keys as k
        where k.restaurant_id = p_after.restaurant_id
            and k.booking_id = p_after.id
            and k.kind in ('booking_confirmed', 'modification_confirmed')
    );
    if p_email_mode = 'none' then
        v_before.notify := false;
    end if;
    if not v_told and (p_email_mode <> 'none' or maitred_internal.awaits_answer(v_before)) then
        perform maitred_internal.queue_email(
            v_before,
            case when v_modified or p_email_mode = 'modified' then 'modification_confirmed' else 'booking_confirmed' end
        );
    end if;
    -- After the confirmation: a request that was not sent yet makes even a silent one an answer.
    if p_before.confirmed_at is null then
        perform maitred_internal.take_back_request(p_before);
    end if;
    if p_after.guest_email is not null then
        perform maitred_internal.schedule_emails(p_after);
    end if;
end;
$function$;

comment on function maitred_internal.emit_confirmation is
'Queues modification_confirmed when a modification cycle was open (or p_email_mode is modified), else booking_confirmed, unless the guest knows; none: only what closes a cycle that the guest was told of; dates the reminders.';
