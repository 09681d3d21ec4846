create or replace function maitred_internal.change_guest(p_old maitred.bookings, p_new maitred.bookings)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Writes other contact fields of a locked booking, and sees to it that a new address hears what is still to be said:
-- not that an edit is being looked into, to who sits at the table.
--
-- Writes: bookings, the outbox
declare
    v_booking constant maitred.bookings := maitred_internal.write_booking(p_new);
begin
    if p_old.guest_email is null then
        if v_booking.status = 'seated' then
            perform maitred_internal.supersede_emails(v_booking, array['modification_pending'], '');
        end if;
        perform maitred_internal.write_missing_email(v_booking);
    end if;
    perform maitred_internal.schedule_emails(v_booking);
    return v_booking;
end;
$function$;

comment on function maitred_internal.change_guest is
'Writes contact fields of a booking, tells an address that came late what a guest must know by now, and dates reminders that have none yet.';
