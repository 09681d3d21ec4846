create or replace function maitred_internal.is_silent(p_booking maitred.bookings, p_kind text)
returns boolean
language plpgsql
stable
as $function$
-- Whether an email about a change is not to be written because the change is not to be announced. A guest who was
-- told that a change is being looked into hears how it ended all the same, whichever change it ends with, and one who
-- was told that a request has come in hears that there is a table.
begin
    return not p_booking.notify
        and maitred_internal.is_answer(p_kind)
        and (
            p_kind in ('booking_requested', 'modification_pending')
            or not maitred_internal.awaits_answer(
                p_booking,
                case
                    when p_kind in ('booking_confirmed', 'modification_confirmed')
                        then array['booking_requested', 'modification_pending']
                    else array['modification_pending']
                end
            )
        );
end;
$function$;

comment on function maitred_internal.is_silent is
'True when p_booking.notify is false and p_kind would announce a change, except for a confirmation of a request, and for what ends an edit that the guest was told of.';
