create or replace function maitred_internal.write_booking(p_booking maitred.bookings)
returns maitred.bookings
language plpgsql
volatile
as $function$
-- Writes what an edit may change of a locked booking. The status is not among it.
--
-- Writes: bookings
declare
    v_booking maitred.bookings;
begin
    update maitred.bookings as b
    set
        party_size = p_booking.party_size,
        start_at = p_booking.start_at,
        end_at = p_booking.end_at,
        pending_ref = p_booking.pending_ref,
        staff_decides = p_booking.staff_decides,
        version = p_booking.version,
        guest_name = p_booking.guest_name,
        guest_email = p_booking.guest_email,
        guest_phone = p_booking.guest_phone,
        notes = p_booking.notes,
        locale = p_booking.locale,
        notify = p_booking.notify,
        updated_at = p_booking.updated_at
    where b.restaurant_id = p_booking.restaurant_id and b.id = p_booking.id
    returning * into v_booking;
    return v_booking;
end;
$function$;

comment on function maitred_internal.write_booking is
'Writes party, window, cycle, version, contact fields, notify and updated_at of a locked booking and returns the row.';
